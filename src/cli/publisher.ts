import type { Publisher, PublisherNeed } from "../domain/school/publisher.ts";
import { type Commands, type CommandValues, UsageError } from "./command.ts";

export const publisherCommands: Commands = {
  list: {
    summary: "List the publishers whose software schools may use.",
    options: {},
    run: async ({ publishers }) => (await publishers.list()).map(rowOf),
  },
  set: {
    summary: "Change the given properties of a publisher, or add a publisher.",
    options: {
      key: { count: "one", value: "key", bare: true },
      name: { count: "optional", value: "name" },
      "home-url": { count: "optional", value: "URL" },
      "launch-url": { count: "optional", value: "URL" },
      "home-use": { count: "optional", value: "yes|no" },
      needs: { count: "optional", value: "first-name,group,eck-id,school|none" },
    },
    async run({ publishers }, values) {
      const given = givenOf(values);
      if (Object.keys(given).length === 0) {
        throw new UsageError("Nothing was changed: give at least one property, such as --name.");
      }
      return rowOf(await publishers.set(values.one("key"), given));
    },
  },
};

function rowOf({ key, name, homeUrl, launchUrl, homeUseAllowed, needs }: Publisher) {
  return { key, name, homeUrl, launchUrl, homeUse: homeUseAllowed ? "yes" : "no", needs };
}

function givenOf(values: CommandValues): Partial<Publisher> {
  const name = values.optional("name");
  const homeUrl = values.optional("home-url");
  const launchUrl = values.optional("launch-url");
  const homeUse = values.optional("home-use");
  const needs = values.optional("needs");
  return {
    ...(name !== undefined && { name }),
    ...(homeUrl !== undefined && { homeUrl }),
    ...(launchUrl !== undefined && { launchUrl }),
    ...(homeUse !== undefined && { homeUseAllowed: parseYesOrNo("home-use", homeUse) }),
    ...(needs !== undefined && { needs: parseNeeds(needs) }),
  };
}

function parseYesOrNo(name: string, text: string): boolean {
  if (text !== "yes" && text !== "no") throw new UsageError(`--${name} must be yes or no.`);
  return text === "yes";
}

/** The catalogue validates the values. */
function parseNeeds(text: string): PublisherNeed[] {
  return text === "none" ? [] : (text.split(",") as PublisherNeed[]);
}
