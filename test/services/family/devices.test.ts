import t from "tap";
import { deviceLifetimeSeconds, devicesMax } from "../../../src/domain/device.ts";
import { code, startPictureChildren } from "../../support/families/picture-children.ts";
import { origin } from "../../support/families/two-children.ts";

const service = await startPictureChildren(t);
const { advance, comeIn, devices, idOf, logIn, pictureCodes } = service;
const lookUp = (deviceToken: string) => devices.lookUp(deviceToken, origin.network);
const unknown = { code: "device-unknown" };

t.test("a device is known by its token until it is forgotten", async (t) => {
  const parent = await logIn();
  const device = await devices.remember(parent, "  Tablet\n van Noor");
  t.match(device, { name: "Tablet van Noor", lastUsedAt: null });
  t.strictSame((await lookUp(device.deviceToken)).children, [], "no child has pictures yet");
  await pictureCodes.set(parent, code, "a request");
  t.strictSame((await lookUp(device.deviceToken)).children, [
    { id: idOf("Wimpie"), firstName: "Wimpie", picture: null, schoolContact: null },
  ]);
  const opened = await comeIn(device.deviceToken);
  for (const _again of [1, 2]) await devices.forget(parent, device.id);
  await devices.forget(parent, "no id");
  await t.rejects(lookUp(device.deviceToken), unknown);
  t.equal(await service.sessions.find(opened.refreshToken), undefined, "its sessions end");
  await t.resolves(devices.list(parent), "a session with the password continues");
});

t.test("a browser that is remembered again keeps one device", async (t) => {
  const parent = await logIn();
  const first = await devices.remember(parent, "Tablet");
  const second = await devices.remember(parent, "Tablet", first.deviceToken);
  t.strictSame(
    (await devices.list(parent)).map(({ id }) => id),
    [second.id],
  );
  await t.rejects(lookUp(first.deviceToken), unknown);
});

t.test("a device without a visible name is rejected", async (t) => {
  const remembered = devices.remember(await logIn(), " \n\u200b");
  await t.rejects(remembered, {
    code: "invalid-request",
    validationErrors: [{ pointer: "/name" }],
  });
});

t.test("an address keeps its ten last used devices, also with concurrent ones", async (t) => {
  const parent = await logIn();
  const used = await devices.remember(parent, "used");
  await devices.remember(parent, "unused");
  advance(60);
  await comeIn(used.deviceToken);
  advance(60);
  await Promise.all(
    Array.from({ length: devicesMax - 1 }, (_, index) => devices.remember(parent, `new ${index}`)),
  );
  const names = (await devices.list(parent)).map(({ name }) => name);
  t.equal(names.length, devicesMax);
  t.ok(names.includes("used"));
  t.notOk(names.includes("unused"));
});

t.test("each use extends the lifetime of a device", async (t) => {
  const { deviceToken } = await devices.remember(await logIn(), "Tablet");
  advance(deviceLifetimeSeconds - 1);
  await comeIn(deviceToken);
  advance(deviceLifetimeSeconds - 1);
  await t.resolves(lookUp(deviceToken));
  advance(1);
  await t.rejects(lookUp(deviceToken), unknown);
});
