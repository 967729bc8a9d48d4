// Login with pictures: where it is allowed, and what its session may do.
import pg from "pg";
import t from "tap";
import { untilIdle } from "../../integration/until.ts";
import { mother, password } from "../../support/families/family.ts";
import { code, otherCode, startPictureFamily } from "../../support/families/picture-family.ts";
import { publicUrl } from "../../support/service.ts";

t.test("login with pictures", async (t) => {
  const family = await startPictureFamily(t);
  const { api, coordinator, pupilIdOf, logIn, remember, makeCode, logInWithPictures } = family;
  const parent = await logIn();
  const device = await remember(parent);
  const { deviceToken } = device;
  const wimpie = { pupilId: pupilIdOf("Wimpie") };
  const lookUp = (token = deviceToken) => api("lookUpDevice", { body: { deviceToken: token } });
  /** Lets the delays after wrong pictures pass. */
  const tryWrong = async (times: number) => {
    const statuses = [];
    for (let time = 0; time < times; time += 1) {
      family.advance(600);
      statuses.push((await logInWithPictures(deviceToken, otherCode)).status);
    }
    return statuses;
  };

  await t.test(
    "a child without a picture code has no tile and cannot log in with pictures",
    async (t) => {
      t.strictSame((await lookUp()).body, { children: [] });
      t.match(await logInWithPictures(deviceToken), {
        status: 401,
        body: { type: /wrong-pictures$/ },
      });
    },
  );

  await t.test("a code is four different pictures out of sixteen", async (t) => {
    for (const pictures of [
      ["sun", "sun", "sun", "sun"],
      ["sun", "cat", "boat"],
      ["sun", "cat", "boat", "key", "fish"],
      ["sun", "cat", "boat", "elephant"],
    ]) {
      t.equal((await makeCode(parent, pictures)).status, 400, pictures.join());
    }
    t.equal((await makeCode(parent)).status, 204);
    const { body } = await api("getHomeSession", { token: parent });
    t.match(body, {
      loginMethod: "password",
      pictureCodeMadeAt: /Z$/,
      group: { loginMethod: "picture" },
    });
  });

  await t.test(
    "the pictures open a session on the remembered device, only in the right order",
    async (t) => {
      await api("updatePupil", {
        token: await coordinator(),
        path: { pupilId: wimpie.pupilId },
        body: { picture: "owl" },
      });
      t.strictSame((await lookUp()).body.children, [
        {
          id: wimpie.pupilId,
          firstName: "Wimpie",
          picture: "owl",
          pictureUrl: `${publicUrl}/assets/drawings/owl.svg`,
        },
      ]);
      const { status, body } = await logInWithPictures(deviceToken);
      t.equal(status, 201);
      t.match(body.pupil, { firstName: "Wimpie" });
      const session = await api("getHomeSession", { token: body.accessToken });
      t.match(session.body, { loginMethod: "picture", pupil: { firstName: "Wimpie" } });
      t.match(await logInWithPictures(deviceToken, otherCode), { status: 401 });
      t.match(await logInWithPictures(deviceToken, code, pupilIdOf("Fatima")), { status: 401 });
    },
  );

  await t.test("the pictures open no session on another device", async (t) => {
    for (const token of ["A".repeat(43), parent.slice(0, 100), deviceToken.toLowerCase()]) {
      t.match(await logInWithPictures(token), { status: 401, body: { type: /wrong-pictures$/ } });
      t.match(await lookUp(token), { status: 404, body: { type: /device-unknown$/ } });
    }
  });

  await t.test("a picture session can read, and change nothing", async (t) => {
    const { accessToken, refreshToken } = (await logInWithPictures(deviceToken)).body;
    const refreshed = await api("refreshHomeSession", { body: { refreshToken } });
    for (const token of [accessToken, refreshed.body.accessToken]) {
      t.equal((await makeCode(token, otherCode)).status, 403);
      t.equal((await api("listDevices", { token })).status, 403);
      t.equal((await api("rememberDevice", { token, body: { name: "x" } })).status, 403);
      const path = { deviceId: device.id };
      t.equal((await api("forgetDevice", { token, path })).status, 403);
    }
    t.equal((await logInWithPictures(deviceToken)).status, 201, "nothing has changed");
  });

  await t.test("no table and no response contains a code or the token of a device", async (t) => {
    const client = new pg.Client({ connectionString: family.databaseUrl });
    await client.connect();
    t.teardown(() => client.end());
    const { rows } = await client.query("select c::text, d::text from picture_codes c, devices d");
    t.equal(rows.length, 1);
    for (const { c, d } of rows) {
      t.match(c, "$argon2id$");
      // A hash can contain a short word by chance.
      for (const picture of code) t.notOk(c.replace(/[\w+/]{16,}/g, "").includes(picture));
      t.notOk(d.includes(deviceToken));
    }
    const held = await api("getPersonalData", { token: await coordinator(), path: wimpie });
    t.notOk(held.text.includes("argon2") || held.text.includes(deviceToken));
    t.match(held.body.addresses[0], {
      pictureCodeMadeAt: /Z$/,
      devices: [{ id: device.id, name: "Chrome, Android" }],
    });
    const { sessions } = held.body.addresses[0];
    const ways = new Set(sessions.map(({ deviceId }: { deviceId: string | null }) => deviceId));
    t.strictSame(ways, new Set([null, device.id]));
    const listed = await api("listDevices", { token: parent });
    t.match(listed.body.devices, [{ id: device.id, lastUsedAt: /Z$/ }]);
    t.notOk(listed.text.includes(deviceToken));
  });

  await t.test(
    "in a group that logs in with passwords pictures can be neither used nor set",
    async (t) => {
      await family.setMethod("password");
      t.equal((await logInWithPictures(deviceToken)).status, 401);
      t.strictSame((await lookUp()).body.children, []);
      t.match(await makeCode(parent), { status: 409, body: { type: /pictures-off$/ } });
      await family.setMethod("picture");
      t.equal((await logInWithPictures(deviceToken)).status, 201);
    },
  );

  await t.test("each wrong attempt makes the delay longer", async (t) => {
    for (let time = 0; time < 4; time += 1) await logInWithPictures(deviceToken, otherCode);
    const refused = await logInWithPictures(deviceToken);
    t.equal(refused.status, 429, "the right ones too");
    t.ok(Number(refused.headers.get("retry-after")) <= 300);
    family.advance(600);
    t.equal(
      (await logInWithPictures(deviceToken)).status,
      201,
      "a successful login resets the failures",
    );
  });

  await t.test(
    "after ten wrong attempts in a row only the password enables pictures again",
    async (t) => {
      t.strictSame(await tryWrong(10), Array(10).fill(401));
      t.match(await logInWithPictures(deviceToken), {
        status: 409,
        body: { type: /pictures-off$/ },
      });
      family.advance(100 * 24 * 3600);
      t.equal((await logInWithPictures(deviceToken)).status, 409, "however long they wait");
      await logIn();
      t.equal((await logInWithPictures(deviceToken)).status, 201);
    },
  );

  await t.test("concurrent wrong attempts are limited like sequential ones", async (t) => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => logInWithPictures(deviceToken, otherCode)),
    );
    t.ok(answers.filter(({ status }) => status === 401).length <= 4);
    await logIn();
    family.advance(300);
  });

  await t.test("a school can only reset a code, which ends its sessions", async (t) => {
    const { accessToken } = (await logInWithPictures(deviceToken)).body;
    for (let time = 0; time < 2; time += 1) {
      const reset = await api("resetPictureCodes", { token: await coordinator(), path: wimpie });
      t.equal(reset.status, 204);
    }
    t.equal((await logInWithPictures(deviceToken)).status, 401);
    t.equal((await api("getHomeSession", { token: accessToken })).status, 401);
    const events = await api("listAuditEvents", { token: await coordinator(), query: wimpie });
    const actions = events.body.items.map(({ action }: { action: string }) => action);
    t.equal(actions.filter((action: string) => action === "picture-codes-reset").length, 1);
    t.ok(actions.includes("picture-code-made"));
    await makeCode(await logIn());
    t.equal((await logInWithPictures(deviceToken)).status, 201);
  });

  await t.test("a reset, a removed device and concurrent logins leave no session", async (t) => {
    const token = await logIn();
    for (let round = 0; round < 5; round += 1) {
      const one = await remember(token);
      await makeCode(token);
      const [session] = await Promise.all([
        logInWithPictures(one.deviceToken),
        round % 2 === 0
          ? api("resetPictureCodes", { token: await coordinator(), path: wimpie })
          : api("forgetDevice", { token, path: { deviceId: one.id } }),
      ]);
      t.ok([201, 401].includes(session.status));
      if (session.status !== 201) continue;
      t.equal((await api("getHomeSession", { token: session.body.accessToken })).status, 401);
    }
    await makeCode(token);
  });

  await t.test("a removed device cannot log in, and its sessions end", async (t) => {
    const token = await logIn();
    const lost = await remember(token, "Tablet");
    const { accessToken } = (await logInWithPictures(lost.deviceToken)).body;
    for (let time = 0; time < 2; time += 1) {
      const path = { deviceId: lost.id };
      t.equal((await api("forgetDevice", { token, path })).status, 204);
    }
    t.equal((await logInWithPictures(lost.deviceToken)).status, 401);
    t.equal((await lookUp(lost.deviceToken)).status, 404);
    t.equal((await api("getHomeSession", { token: accessToken })).status, 401);
    t.equal((await logInWithPictures(deviceToken)).status, 201, "another one still does");
  });

  await t.test("an eleventh device replaces the one that is unused longest", async (t) => {
    const token = await logIn();
    family.advance(60);
    for (let count = 0; count < 10; count += 1) await remember(token, `Device ${count}`);
    const { body } = await api("listDevices", { token });
    t.equal(body.devices.length, 10);
    t.equal((await lookUp()).status, 404);
  });

  await t.test("a device that is unused for 180 days is removed", async (t) => {
    const one = await remember(await logIn());
    family.advance(179 * 24 * 3600);
    t.equal((await logInWithPictures(one.deviceToken)).status, 201, "each use puts it off");
    family.advance(179 * 24 * 3600);
    t.equal((await lookUp(one.deviceToken)).status, 200);
    family.advance(2 * 24 * 3600);
    t.equal((await lookUp(one.deviceToken)).status, 404);
    await untilIdle(async () => (await family.useCases.retention.step()) === "unfinished");
    t.strictSame((await api("listDevices", { token: await logIn() })).body.devices, []);
  });

  await t.test("a new password removes the devices and pictures of the old one", async (t) => {
    const one = await remember(await logIn());
    const { accessToken } = (await logInWithPictures(one.deviceToken)).body;
    await api("requestLinks", { body: { email: mother } });
    await family.dispatchAll();
    const link = await family.linkOf("Wimpie", mother);
    await api("activate", { body: { token: link, password: "nieuwe fietsbel met hoed" } });
    t.equal((await logInWithPictures(one.deviceToken)).status, 401);
    t.equal((await lookUp(one.deviceToken)).status, 404);
    t.equal((await api("getHomeSession", { token: accessToken })).status, 401);
    const { body } = await api("getHomeSession", {
      token: await logIn("nieuwe fietsbel met hoed"),
    });
    t.equal(body.pictureCodeMadeAt, null);
  });

  await t.test("leaving the school or losing the address removes devices and codes", async (t) => {
    const token = await logIn("nieuwe fietsbel met hoed");
    const one = await remember(token);
    await makeCode(token);
    t.equal((await logInWithPictures(one.deviceToken)).status, 201);
    await api("removeHomeLogin", { token: await coordinator(), path: wimpie });
    t.equal((await logInWithPictures(one.deviceToken)).status, 401);
    t.equal((await lookUp(one.deviceToken)).status, 404);
    t.equal(await logIn(password), undefined);
  });
});
