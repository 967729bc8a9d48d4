import t from "tap";
import { deviceNameOf } from "../../../../src/http/pages/cookies/device-cookie.ts";

const webKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const appleWebKit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const linux = "Mozilla/5.0 (X11; Linux x86_64)";
const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const android = "Mozilla/5.0 (Linux; Android 10; K)";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)";

const names = {
  [`${linux} ${webKit} HeadlessChrome/150.0.0.0 Safari/537.36`]: "Chrome, Linux",
  [`${windows} ${webKit} Chrome/150.0.0.0 Safari/537.36`]: "Chrome, Windows",
  [`${windows} ${webKit} Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0`]: "Edge, Windows",
  [`${android} ${webKit} Chrome/150.0.0.0 Mobile Safari/537.36`]: "Chrome, Android",
  [`${android} ${webKit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`]:
    "Samsung Internet, Android",
  [`${iphone} ${appleWebKit} CriOS/150.0 Mobile/15E148 Safari/604.1`]: "Chrome, iPhone",
  [`${iphone} ${appleWebKit} Version/18.5 Mobile/15E148 Safari/604.1`]: "Safari, iPhone",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0":
    "Firefox, Mac",
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/150.0.0.0 Safari/537.36`]:
    "Chrome, ChromeOS",
  "<script>alert(1)</script>": "Browser",
  "": "Browser",
};

t.test("the name of a device is made of known words, never copied from User-Agent", async (t) => {
  for (const [agent, name] of Object.entries(names)) {
    t.equal(deviceNameOf({ headers: { "user-agent": agent } }), name, agent);
  }
  t.equal(deviceNameOf({ headers: {} }), "Browser");
});
