import t from "tap";
import { otherCode, startPictureFamily } from "../../support/families/picture-family.ts";

t.test("a brother has ten guesses, however often the child logs in", async (t) => {
  const { advance, logInWithPictures, logIn, makeCode, remember } = await startPictureFamily(t);
  const parent = await logIn();
  await makeCode(parent);
  const { deviceToken: childs } = await remember(parent, "Tablet");
  const { deviceToken: brothers } = await remember(parent, "Phone");
  const statuses: number[] = [];
  for (let times = 0; times < 11; times += 1) {
    advance(300);
    statuses.push((await logInWithPictures(brothers, otherCode)).status);
    t.equal(
      (await logInWithPictures(childs)).status,
      times < 9 ? 201 : 409,
      `after guess ${times + 1}`,
    );
  }
  t.strictSame(statuses, [...Array(10).fill(401), 409]);
  await logIn();
  t.equal(
    (await logInWithPictures(childs)).status,
    201,
    "a login with the password turns the pictures on",
  );
});

t.test("guesses on one device do not delay the child on another", async (t) => {
  const { logInWithPictures, logIn, makeCode, remember } = await startPictureFamily(t);
  const parent = await logIn();
  await makeCode(parent);
  const { deviceToken: childs } = await remember(parent, "Tablet");
  const { deviceToken: brothers } = await remember(parent, "Phone");
  for (let times = 0; times < 4; times += 1) await logInWithPictures(brothers, otherCode);
  t.equal((await logInWithPictures(brothers)).status, 429);
  t.equal((await logInWithPictures(childs)).status, 201);
  t.equal((await logInWithPictures(childs)).status, 201, "a successful login leaves no delay");
  for (let times = 0; times < 3; times += 1) await logInWithPictures(childs, otherCode);
  t.equal((await logInWithPictures(childs)).status, 201, "nor do three mistakes");
});
