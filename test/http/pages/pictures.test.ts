// Pages for login with pictures, in a browser without scripts.
import t from "tap";
import { pictures } from "../../../src/domain/picture-code.ts";
import { createBrowser, type Page } from "../../support/browser.ts";
import { logIn, makePassword, mother } from "../../support/families/family.ts";
import { code, otherCode, startPictureFamily } from "../../support/families/picture-family.ts";

const orderOf = ({ html }: Page) => /name="order" value="([a-z ]+)"/.exec(html)?.[1] ?? "";
const chosenOf = ({ html }: Page) => /name="chosen" value="([a-z ]*)"/.exec(html)?.[1] ?? "";

t.test("the pages for login with pictures", async (t) => {
  const family = await startPictureFamily(t);
  const { api, url, pupilIdOf } = family;
  const browser = createBrowser(url);
  const child = pupilIdOf("Wimpie");

  /** Taps pictures in order, each on the page that the tap before returned. */
  async function tap(names: readonly string[], path = "/pictures", kept: object = { child }) {
    let page = await browser.send(path, { ...kept, chosen: "" });
    for (const pick of names) {
      page = await browser.send(path, {
        ...kept,
        pick,
        chosen: chosenOf(page),
        order: orderOf(page),
      });
    }
    return page;
  }

  await t.test("a visitor can switch to the password form", async (t) => {
    const page = await browser.open("/login/password");
    t.equal(page.status, 200);
    t.match(page.html, /<input id="email"[^>]* value=""/);
    t.match(page.html, /<input id="password"/);
  });

  await t.test("a device is remembered only on request, where pictures can be used", async (t) => {
    t.notMatch((await browser.open("/login")).text, "Onthoud dit apparaat");
    const home = await logIn(browser, mother);
    t.notOk(browser.cookies.has("__Host-device"));
    t.match(home.text, "dan kan Wimpie hier met plaatjes inloggen.");
    t.match(home.html, /action="\/devices\/remember"/);
    t.notMatch(home.text, "Onthouden apparaten");
    await family.setMethod("password");
    t.notMatch((await browser.open("/")).text, "Onthoud dit apparaat", "no use without pictures");
    t.equal((await browser.send("/devices/remember", {})).status, 409);
    t.notOk(browser.cookies.has("__Host-device"));
    await family.setMethod("picture");
  });

  await t.test(
    "the device cookie is Secure, HttpOnly, SameSite and bound to the host",
    async (t) => {
      const answer = await fetch(`${url}/devices/remember`, {
        method: "POST",
        redirect: "manual",
        headers: {
          "User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537",
          "Content-Type": "application/x-www-form-urlencoded",
          Cookie: `__Host-session=${browser.cookies.get("__Host-session")}`,
        },
      });
      const cookie = answer.headers.getSetCookie().find((one) => one.startsWith("__Host-device"));
      t.match(
        cookie,
        /^__Host-device=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=15552000$/,
      );
      const home = await browser.send("/devices/remember", {});
      t.match(home.text, "Plaatjescode maken");
      t.match(home.text, "Chrome, Android toegevoegd op ");
      t.match(home.text, "Browser (dit apparaat) toegevoegd op ");
    },
  );

  await t.test(
    "a parent and child choose four pictures, see them once and save them",
    async (t) => {
      const begin = await browser.send("/pictures/code", { chosen: "" });
      t.match(begin.text, "Plaatjes kiezen voor Wimpie");
      t.match(begin.text, "Kies plaatje 1 van 4.");
      for (const name of pictures) t.match(begin.html, `src="/assets/pictures/${name}.svg" alt="`);
      const whole = await tap(code, "/pictures/code", {});
      t.match(whole.text, "Dit zijn de plaatjes.");
      t.equal(chosenOf(whole), code.join(" "));
      const home = await browser.send("/pictures/code", { chosen: chosenOf(whole), save: "yes" });
      t.equal(home.path, "/");
      t.match(home.text, "Je kunt op een onthouden apparaat inloggen met je plaatjes.");
      t.equal((await browser.send("/pictures/code", { chosen: "sun", save: "yes" })).status, 400);
    },
  );

  await t.test("a child logs in from its tile and sees no settings", async (t) => {
    const tiles = await browser.send("/logout", {});
    t.match(tiles.text, "Wie ben jij?");
    t.match(tiles.text, "Wimpie");
    t.notMatch(tiles.text, "Fatima");
    t.notMatch(tiles.html, "/assets/drawings/");
    const tileWith = async (picture: string | null) => {
      const path = { pupilId: child };
      await api("updatePupil", { token: await family.coordinator(), path, body: { picture } });
      return (await browser.open("/login")).html;
    };
    t.match(
      await tileWith("owl"),
      /class="tile"><img src="\/assets\/drawings\/owl\.svg" alt="" width="96" height="96" class="drawing">Wimpie</,
    );
    t.notMatch(await tileWith(null), "/assets/drawings/");
    await tileWith("owl");
    const first = await tap([]);
    t.match(first.text, "Dag Wimpie!");
    t.equal(orderOf(first).split(" ").length, 16);
    const second = await tap(code.slice(0, 1));
    t.match(second.text, "Kies plaatje 2 van 4.");
    t.match(second.html, /value="cat" class="picture" disabled/);
    const third = await tap(code.slice(0, 2));
    const undone = await browser.send("/pictures", {
      child,
      chosen: code.slice(0, 1).join(" "),
      order: orderOf(third),
    });
    t.match(third.html, /<button name="chosen" value="cat" class="undo">Eén terug</);
    t.match(undone.text, "Kies plaatje 2 van 4.");
    t.equal(orderOf(undone), orderOf(third), "the pictures keep their places");
    t.match(undone.html, '<a class="button back" href="/login">Wie ben jij?</a>');
    const home = await tap(code);
    t.equal(home.path, "/");
    t.match(home.text, "Hallo Wimpie");
    t.match(
      home.html,
      /<img src="\/assets\/drawings\/owl\.svg"[^>]*><h1>Hallo Wimpie<\/h1>/,
      "its drawing is beside its name",
    );
    t.notMatch(home.text, "Plaatjescode");
    t.notMatch(home.text, "apparaten");
    t.equal((await browser.send("/pictures/code", { chosen: "" })).status, 401);
    t.equal((await browser.send("/devices/forget", { device: child })).status, 403);
    await browser.send("/logout", {});
  });

  await t.test(
    "pictures have a new order each time, and keep it while the child chooses",
    async (t) => {
      const orders = new Set<string>();
      for (let time = 0; time < 5; time += 1) orders.add(orderOf(await tap([])));
      t.equal(orders.size, 5);
      const first = await tap([]);
      const form = { child, chosen: "", order: orderOf(first), pick: "sun" };
      t.equal(orderOf(await browser.send("/pictures", form)), orderOf(first));
      t.notOk(orders.has(orderOf(await browser.send("/pictures", { ...form, order: "sun sun" }))));
    },
  );

  await t.test(
    "after wrong pictures the page shows a sign and all pictures can be chosen again",
    async (t) => {
      const refused = await tap(otherCode);
      t.equal(refused.status, 401);
      t.match(
        refused.html,
        /<p role="alert"[^>]*><img src="\/assets\/again\.svg" alt="Dat waren niet de goede plaatjes\./,
        "a child that cannot read sees a sign; a screen reader reads the sentence",
      );
      t.notMatch(refused.text, "Dat waren niet");
      t.equal(chosenOf(refused), "");
      t.match(refused.html, '<a href="/login/password">');
      t.notOk(browser.cookies.has("__Host-session"));
    },
  );

  await t.test(
    "the tiles show every child of the device, each with its way to log in",
    async (t) => {
      const token = await family.linkOf("Fatima", mother);
      await makePassword(browser, token, "vrolijke fietstas");
      const { html, text } = await browser.open("/login");
      t.match(html, /<button name="child" value="[^"]+" class="tile">.*Wimpie<\/button>/);
      t.match(
        html,
        /<a href="\/login\/password" class="button tile">Fatima <small>met wachtwoord</,
      );
      t.match(text, "Wie ben jij?");
    },
  );

  await t.test("a child without pictures reads that it can use the password", async (t) => {
    for (const other of [pupilIdOf("Fatima"), "nobody"]) {
      const refused = await browser.send("/pictures", { child: other, chosen: "" });
      t.equal(refused.status, 409);
      t.match(refused.text, "Het wachtwoord werkt wel.");
    }
    await family.setMethod("password");
    t.equal((await browser.send("/pictures", { child, chosen: "" })).status, 409);
    t.match((await browser.open("/login")).text, "Thuis inloggen");
    await family.setMethod("picture");
  });

  await t.test("an unknown or removed device gets the password form", async (t) => {
    const stranger = createBrowser(url);
    t.match((await stranger.open("/login")).text, "Thuis inloggen");
    const refused = await stranger.send("/pictures", { child, chosen: "" });
    t.equal(refused.status, 404);
    t.match(refused.text, "Dit apparaat wordt niet meer onthouden.");

    const token = await family.logIn();
    for (const { id } of (await api("listDevices", { token })).body.devices) {
      await api("forgetDevice", { token, path: { deviceId: id } });
    }
    t.match((await browser.open("/login")).text, "Dit apparaat wordt niet meer onthouden.");
    t.notOk(browser.cookies.has("__Host-device"));
    t.notMatch((await browser.open("/login")).text, "niet meer onthouden");
  });

  await t.test("a parent can remove a device on the page of the child", async (t) => {
    await logIn(browser, mother);
    const home = await browser.send("/devices/remember", {});
    const [, device = ""] = /name="device" value="([\w-]+)"/.exec(home.html) ?? [];
    const after = await browser.send("/devices/forget", { device });
    t.equal(after.path, "/");
    t.notMatch(after.text, "Onthouden apparaten");
    t.notOk(browser.cookies.has("__Host-device"));
  });

  await t.test("no path and no log line contains a picture of a code", async (t) => {
    const log = family.logLines.join("");
    t.match(log, '"route":"/pictures"');
    t.notMatch(log, /chosen|umbrella|"pick|sun%20/);
  });
});
