// Names and addresses in Arabic sentences, which run in the other direction.
import t from "tap";
import { ar } from "../../../src/http/pages/texts/ar.ts";

const name = "Noor";

t.test("every name in an Arabic sentence is isolated", async (t) => {
  const { decline, home, launch, makePassword, notices, passwordMade, pictures, start } = ar;
  const sentences = [
    ar.logInVia(name),
    makePassword.title.activation(name),
    makePassword.title["password-reset"](name),
    decline.title(name),
    ...decline.consequences(name, name),
    passwordMade.title(name),
    passwordMade.others([name]),
    passwordMade.others([name, name]),
    start.mistyped.typed(name),
    start.mistyped.meant(name),
    start.mistyped.correct(name),
    start.mistyped.keep(name),
    home.title(name),
    launch.title(name),
    launch.go(name),
    pictures.rememberHint(name),
    pictures.greeting(name),
    pictures.make(name),
    notices.privacy.operator(name),
    notices.privacy.perPublisher(name),
    notices.privacy.noPublisher(name),
  ];
  const joined = sentences.join("\n");
  t.equal(joined.match(/\u2068Noor\u2069/g)?.length, joined.match(/Noor/g)?.length);
  t.equal(joined.match(/Noor/g)?.length, sentences.length + 1);
});

t.test("our own words for a missing name join the Arabic sentence", async (t) => {
  t.equal(ar.makePassword.title.activation(ar.child), "اختاروا كلمة سر لطفلكم");
  t.notMatch(ar.passwordMade.others([ar.passwordMade.otherChild]), /\u2068|لـ/);
  t.notMatch(ar.decline.title(ar.decline.thisChild), "\u2068");
});

t.test("times in Arabic have Western digits, 24 hours and Dutch time", async (t) => {
  const moment = ar.moment.format(new Date("2026-12-11T21:05:00Z"));
  t.match(moment, "11");
  t.match(moment, "22:05");
  t.match(ar.wait(1), "ثانية");
  t.match(ar.wait(120), "دقيقتان");
});
