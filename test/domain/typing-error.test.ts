import t from "tap";
import { type EmailAddress, parseEmailAddress } from "../../src/domain/email-address.ts";
import { createSuggestDomain, suggestDomain, warningsFor } from "../../src/domain/typing-error.ts";

t.test("a typing error in the domain of a well-known provider is found", async (t) => {
  const slips: Readonly<Record<string, string>> = {
    "gmial.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.om": "gmail.com",
    "gmail.vom": "gmail.com",
    "gmail.comm": "gmail.com",
    "gmai.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gnail.com": "gmail.com",
    "mgail.com": "gmail.com",
    "gmial.con": "gmail.com",
    "gmail.nl": "gmail.com",
    "www.gmail.com": "gmail.com",
    "hotmial.nl": "hotmail.nl",
    "hotmail.nl.": "hotmail.nl",
    "hotmai.com": "hotmail.com",
    "hormail.com": "hotmail.com",
    "hotmail.cm": "hotmail.com",
    "homtail.com": "hotmail.com",
    "hotmail.nll": "hotmail.nl",
    "outlok.com": "outlook.com",
    "otulook.com": "outlook.com",
    "outloook.com": "outlook.com",
    "icloud.con": "icloud.com",
    "ilcoud.com": "icloud.com",
    "icloud.nl": "icloud.com",
    "ziggo.n": "ziggo.nl",
    "zigo.nl": "ziggo.nl",
    "ziggo.ml": "ziggo.nl",
    "ziggo.com": "ziggo.nl",
    "kpnmail.nll": "kpnmail.nl",
    "kpmail.nl": "kpnmail.nl",
    "live.nll": "live.nl",
    "home.nll": "home.nl",
    "planet.n": "planet.nl",
    "xs4lal.nl": "xs4all.nl",
    "zelandne.nl": "zeelandnet.nl",
    "yaho.com": "yahoo.com",
    "protonmial.com": "protonmail.com",
    "protonmil.con": "protonmail.com",
    "rocketmaill.com": "rocketmail.com",
    "hotmail.nl..": "hotmail.nl",
    "hitmail.com": "hotmail.com",
    "hotnail.com": "hotmail.com",
    "hotma9l.com": "hotmail.com",
    "t-onlime.de": "t-online.de",
    "yshoo.com": "yahoo.com",
    "fsstmial.com": "fastmail.com",
    "tiscaki.nl": "tiscali.nl",
  };
  for (const [typed, meant] of Object.entries(slips)) t.equal(suggestDomain(typed), meant, typed);
});

t.test("a plausible domain gives no suggestion", async (t) => {
  const rightful = `
    gmail.com hotmail.com hotmail.nl hotmail.be hotmail.no hotmail.gr hotmail.it hotmail.co.uk
    live.nl live.com live.no live.co.uk outlook.com outlook.nl outlook.fr outlook.ie msn.com msn.nl
    icloud.com icloud.com.cn me.com mac.com mail.com ymail.com email.com amail.com hmail.com
    ziggo.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl home.nl xs4all.nl upcmail.nl casema.nl
    chello.nl chello.at quicknet.nl zeelandnet.nl caiway.nl online.nl solcon.nl solcon.com telfort.nl
    tele2.nl tele2.se freedom.nl proton.me protonmail.com protonmail.ch pm.me yahoo.com yahoo.co.uk
    yahoo.com.br yahoo.it gmx.de gmx.net gmx.at web.de t-online.de telenet.be skynet.be wp.pl onet.pl
    o2.pl mail.ru yandex.ru ukr.net abv.bg mynet.com fastmail.fm mailbox.org posteo.de posteo.nl
    we.com mc.com mse.nl hone.nl love.nl life.com homes.nl planten.nl plant.nl cello.nl telnet.be
    hetnest.nl zeelandia.nl hostmail.com hotmall.com cloud.com email.nl mail.nl gail.nl live.onl
    interia.com interia.nl hcnet.nl zonet.nl
    home.com home.de planet.com online.de google.com microsoft.com ing.nl kpn.com ziggosport.nl
    basisschooldeschakel.nl obsderegenboog.nl hetmozaiek.nl montessori-zeist.nl skpo.nl pcou.nl
    xn--caf-dma.nl thuis.example mail.gmial.com notwww.gmail.com g.mail.com qmail.com gm*il.com
    hotzail.com hotpail.com hotuail.com gwww.mail.com hotmail.be gmail.con.nl agmail.com
  `;
  for (const domain of rightful.trim().split(/\s+/))
    t.equal(suggestDomain(domain), undefined, domain);
});

t.test("an invalid domain gives no suggestion", async (t) => {
  for (const text of ["", ".", "..", "gmail", ".nl", "www.", "gmailcom"]) {
    t.equal(suggestDomain(text), undefined, JSON.stringify(text));
  }
});

t.test("suggestions are the same for one lookup and for many", async (t) => {
  const suggest = createSuggestDomain();
  for (let time = 0; time < 2; time += 1) {
    t.equal(suggest("gmial.com"), "gmail.com");
    t.equal(suggest("gmail.com"), undefined);
    t.equal(suggest("hotmial.nl"), "hotmail.nl");
  }
});

t.test("a warning points at the address and suggests the corrected one", async (t) => {
  const addresses = ["moeder@ziggo.nl", "Jan.de.Boer@GMIAL.com"].map(
    (typed) => parseEmailAddress(typed) as EmailAddress,
  );
  t.strictSame(warningsFor(addresses), [
    {
      pointer: "/emails/1",
      detail: "looks mistyped after the @",
      suggestion: "Jan.de.Boer@gmail.com",
    },
  ]);
  t.strictSame(warningsFor([]), []);
});
