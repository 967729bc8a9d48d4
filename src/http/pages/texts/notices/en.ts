import { contactPlace } from "../../../../domain/school/contact.ts";
import { dateFormat, listFormat } from "../../../../formats/region-formats.ts";
import { durationFormat, type NoticeTexts } from "./notices.ts";

export const notices: NoticeTexts = {
  duration: durationFormat("en-GB"),
  date: dateFormat("en-GB", { dateStyle: "long" }),
  list: listFormat("en-GB"),
  privacy: {
    link: "Your data",
    title: "What we keep about you and your child",
    responsible: {
      heading: "Who decides",
      lines: [
        "Your child’s school decides what happens to this data. That is part of its task to teach. " +
          "Thuisinlog keeps the data for the school and uses it for nothing else: there is no " +
          "advertising, and we do not follow what your child does.",
      ],
    },
    operator: (name) => `Thuisinlog is run for the school by ${name}.`,
    kept: {
      heading: "What we keep, and why",
      lines: [],
      items: [
        "Your child’s name, group and number in the school’s administration. The school gives them to " +
          "us. They tell us who logs in.",
        "Your child’s ECK iD, if the school uses it. Learning software recognises your child by it.",
        "Your e-mail address. You gave it to the school. It is the user name, and we send the mails " +
          "to it.",
        "Your child’s password and pictures, made unreadable. Nobody can read them back, and neither " +
          "can we.",
        "When somebody logged in, and which devices you let us remember, such as ‘Chrome on Android’.",
        "Which mails we sent, and whether they arrived.",
        "What was changed about logging in, and by whom, so that the school can check it later.",
      ],
      after: [
        "We keep no citizen service number, date of birth, home address or photo.",
        "We use only cookies that are needed: to stay logged in, to remember a device and to keep your " +
          "language.",
      ],
    },
    shared: {
      heading: "Who gets the data",
      lines: [],
      items: [
        "Your child’s teachers and the school’s ICT coordinator see your e-mail address, and whether a " +
          "password was made. They do not see the password.",
        "The other parent does not see your e-mail address.",
        "The companies that send the mails and look after the computers for us.",
        "A maker of learning software, only when your child has logged in and opens the software. It " +
          "gets a number that is used for this maker only. Only if it needs them and the school agrees, " +
          "it also gets the first name, the group, the ECK iD or the school.",
      ],
    },
    data: {
      pseudonym: "a number of its own",
      "first-name": "the first name",
      group: "the group",
      "eck-id": "the ECK iD",
      school: "the school",
    },
    perPublisher: (childName) => `This is what the makers of ${childName}’s software get:`,
    noPublisher: (childName) => `The school has switched on no learning software for ${childName}.`,
    logIn: "Log in to see what each maker gets to know about your child.",
    periods: ({ link, resetLink, session, device, mails, retention, audit }) => ({
      heading: "How long we keep it",
      lines: [],
      items: [
        "As long as your child is at the school and the school does not remove your e-mail address. " +
          `When your child leaves the school, logging in stops at once. After ${retention} we erase ` +
          "everything; the school may choose another time, of at most a year.",
        `A link in a first mail works for ${link}, unless the school chose otherwise. A link for a new ` +
          `password works for ${resetLink}.`,
        `A login lasts until you log out, and at most ${session}.`,
        `A device is remembered until you have it forgotten, or until ${device} after its last use.`,
        `What we know about a mail: ${mails} after it was sent; about the newest mail as long as we ` +
          "have your address.",
        `What was changed and by whom: ${audit}, without name and e-mail address.`,
      ],
    }),
    rights: {
      heading: "What you can ask for",
      lines: [
        `You may see what we keep, have it corrected or erased, and object. Ask the school${contactPlace}, which can ` +
          "do it for you at once.",
        "Did you get a mail about a child that is not yours? Open the link in that mail and choose ‘This " +
          "is not my child’.",
        "Can you and the school not agree? Then you can complain to the supervisory authority:",
      ],
    },
    authority: "Autoriteit Persoonsgegevens (the Dutch Data Protection Authority)",
  },
  accessibility: {
    link: "Accessibility",
    title: "Accessible to everybody",
    standard: {
      heading: "What we keep to",
      lines: [
        "These pages and our mails follow WCAG 2.2, levels A and AA. That is also what the European " +
          "standard EN\u00a0301\u00a0549 asks for.",
      ],
    },
    tests: (testedOn) => ({
      heading: "How we check that",
      lines: [`Every version is tested; the last time was on ${testedOn}:`],
      items: [
        "every page and every mail with the test program axe, light and dark;",
        "the whole story with the keyboard alone;",
        "on a narrow screen (320 pixels), with text of twice the size, and without scripts.",
      ],
    }),
    limits: {
      heading: "What we know could be better",
      lines: [],
      items: [
        "To log in with pictures a child has to remember a row of four pictures. Logging in with the " +
          "password is always possible.",
        "The pages have not been tested yet by people who use a screen reader every day.",
        "Learning software of others opens on a site of its own, which is not ours.",
      ],
    },
    contact: {
      heading: "Does something not work?",
      lines: [`Tell the school${contactPlace}, or us. We will look for a solution.`],
    },
  },
  contactOperator: "Contact Thuisinlog",
};
