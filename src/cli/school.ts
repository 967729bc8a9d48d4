import { brinOf, type Commands } from "./command.ts";

export const schoolCommands: Commands = {
  add: {
    summary: "Add a school.",
    options: {
      brin: { count: "one", value: "BRIN" },
      name: { count: "one", value: "name" },
    },
    run: async ({ schools }, values) => ({
      ...(await schools.add({
        brin: brinOf(values.one("brin")),
        name: values.one("name"),
      })),
    }),
  },
  remove: {
    summary: "Delete a school with all its data and that of its pupils, irreversibly.",
    options: {
      brin: { count: "one", value: "BRIN" },
      name: { count: "one", value: "name" },
    },
    async run({ schools }, values) {
      const named = { brin: brinOf(values.one("brin")), name: values.one("name") };
      const { brin, name } = await schools.remove(named);
      return { brin, name, removed: true };
    },
  },
  list: {
    summary: "List the schools by BRIN.",
    options: {},
    run: async ({ schools }) => (await schools.list()).map((school) => ({ ...school })),
  },
};
