// One roster for all files, because in a shared service the last roster wins.
const person = (externalId: string, firstName: string, group: string) => ({
  externalId,
  firstName,
  lastName: "Hof",
  group,
});

export const roster = {
  groups: [
    { externalId: "4A", name: "4A", yearGroup: "4" },
    { externalId: "5B", name: "Dertig", yearGroup: "5" },
  ],
  teachers: [{ externalId: "LK1", firstName: "Lia", lastName: "Berg", groups: ["4A"] }],
  pupils: [
    person("1", "Wimpie", "4A"),
    person("2", "Fatima", "4A"),
    ...Array.from({ length: 30 }, (_, index) => person(`B${index}`, `Kind ${index}`, "5B")),
  ],
};
