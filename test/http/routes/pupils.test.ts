// The picture beside the name of a pupil (leerlingplaatje).
import t from "tap";
import { drawings } from "../../../src/domain/school/drawing.ts";
import { edexmlOf } from "../../support/edexml.ts";
import { publicUrl, startTestService } from "../../support/service.ts";

const service = await startTestService(t);
const { api, url } = service;
const { token } = await service.addClient("99ZZ");
const fileOf = (xml: string) => new Blob([xml], { type: "application/xml" });
const edexml = fileOf(edexmlOf({ "4A": ["1", "2"] }));
await api("putRoster", { token, body: edexml });
const [group] = (await api("listGroups", { token })).body.items;
const screen = async () => (await api("getGroup", { token, path: { groupId: group.id } })).body;
const [first, second] = (await screen()).pupils;
const update = (body: object, headers = {}, pupilId = first.id) =>
  api("updatePupil", { token, path: { pupilId }, body, headers });
const pictures = async () =>
  (await screen()).pupils.map(({ picture }: { picture: string | null }) => picture);

t.test("each drawing can be chosen, and its URL has the image for every site", async (t) => {
  for (const picture of drawings) {
    const { status, body } = await update({ picture });
    t.equal(status, 200);
    t.match(body, {
      id: first.id,
      picture,
      pictureUrl: `${publicUrl}/assets/drawings/${picture}.svg`,
    });
    const image = await fetch(body.pictureUrl.replace(publicUrl, url));
    t.equal(image.status, 200, picture);
    t.match(Object.fromEntries(image.headers), {
      "content-type": "image/svg+xml; charset=utf-8",
      "cache-control": "public, max-age=2592000",
      "content-security-policy": /^default-src 'none';.* sandbox$/,
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    });
    t.match(await image.text(), /^<svg /);
  }
  t.match((await update({ picture: null })).body, { picture: null, pictureUrl: null });
});

t.test(
  "a picture of the picture code, another text and another property are rejected",
  async (t) => {
    for (const body of [
      { picture: "cat" },
      { picture: "owl.png" },
      { picture: 1 },
      { firstName: "X" },
    ])
      t.equal((await update(body)).status, 400, JSON.stringify(body));
    t.strictSame(await pictures(), [null, null]);
  },
);

t.test("If-Match allows a change only with the current ETag", async (t) => {
  const { headers, body } = await update({ picture: "owl" });
  const etag = { "If-Match": `${headers.get("etag")}` };
  t.equal(body.picture, "owl");
  t.equal((await update({ picture: "fox" }, etag)).status, 200);
  t.equal((await update({ picture: "pig" }, etag)).status, 412);
  const asPatch = { "Content-Type": "application/merge-patch+json" };
  t.equal((await update({ picture: "owl" }, asPatch)).body.picture, "owl");
});

t.test("a roster in EDEXML leaves the pictures alone, also of a pupil that returns", async (t) => {
  await update({ picture: "frog" }, {}, second.id);
  const { body } = await api("putRoster", { token, body: edexml });
  t.equal(body.counts.pupils.unchanged, 2);
  t.strictSame(await pictures(), ["owl", "frog"]);
  const without = fileOf(edexmlOf({ "4A": ["1"] }));
  await api("putRoster", { token, body: without, query: { confirm: "true" } });
  await api("putRoster", { token, body: edexml });
  t.strictSame(await pictures(), ["owl", "frog"]);
});

t.test("a roster in JSON changes only the pictures that it has", async (t) => {
  const names = (await screen()).pupils.map(
    ({ externalId, firstName, lastName }: Record<string, string>) => ({
      externalId,
      firstName,
      lastName,
      group: group.externalId,
    }),
  );
  const put = async (...given: readonly object[]) => {
    const pupils = names.map((name: object, index: number) => ({ ...name, ...given[index] }));
    const groups = [{ externalId: group.externalId, name: group.name }];
    await api("putRoster", { token, body: { groups, teachers: [], pupils } });
    return await pictures();
  };
  t.strictSame(await put({}, { infix: "de" }), ["owl", "frog"]);
  t.strictSame(await put({ picture: null }, { picture: "snail" }), [null, "snail"]);
  t.strictSame(await put({ picture: "kat.png" }, {}), ["kat.png", "snail"]);
  t.match((await screen()).pupils, [{ pictureUrl: null }, { pictureUrl: /snail\.svg$/ }]);
});
