import { createSchoolService } from "../services/operator/schools.ts";
import type { Commands } from "./command.ts";

export const schoolCommands: Commands = {
  add: {
    summary: "Add a school.",
    options: {
      brin: { count: "one", value: "BRIN" },
      name: { count: "one", value: "name" },
    },
    run: async (context, values) => ({
      ...(await createSchoolService(context).add({
        brin: values.one("brin"),
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
    async run(context, values) {
      const named = { brin: values.one("brin"), name: values.one("name") };
      const { brin, name } = await createSchoolService(context).remove(named);
      return { brin, name, removed: true };
    },
  },
  list: {
    summary: "List the schools by BRIN.",
    options: {},
    run: async (context) =>
      (await createSchoolService(context).list()).map((school) => ({ ...school })),
  },
};
