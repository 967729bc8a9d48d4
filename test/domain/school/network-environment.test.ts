import t from "tap";
import { requireHomeLoginHere } from "../../../src/domain/school/network-environment.ts";
import { errorOf, sentence } from "../service-error.ts";

const school = {
  networkEnvironment: "MOO",
  networkEnvironmentUrl: "https://moo.example",
  homeLoginBesideNetworkEnvironment: false,
} as const;

t.test("a school whose pupils log in elsewhere is reported with the name and URL", async (t) => {
  const error = errorOf(() => requireHomeLoginHere(school));
  t.match(error, {
    code: "network-environment",
    detail: sentence,
    elsewhere: { name: "MOO", url: "https://moo.example" },
  });
  t.match(error.detail, /through MOO\..*coordinator/);
});

t.test(
  "a school without an environment, or with home login besides it, has home login here",
  async (t) => {
    t.doesNotThrow(() => requireHomeLoginHere({ ...school, networkEnvironment: null }));
    t.doesNotThrow(() =>
      requireHomeLoginHere({ ...school, homeLoginBesideNetworkEnvironment: true }),
    );
  },
);
