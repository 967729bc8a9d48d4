import { contactPlace } from "../../domain/school/contact.ts";
import { formatsOf, type MailTexts } from "./texts.ts";

export const en: MailTexts = {
  locale: "en",
  formats: formatsOf("en-GB"),
  below: "English text below.",
  greeting: "Hello,",
  neutral: { child: "your child", school: "the school" },
  subject: {
    activation: (names, schools) => `Log in at home for ${names} (${schools})`,
    links: (names, schools) => `Log in at home: new link for ${names} (${schools})`,
    reminder: (names, schools) => `Log in at home: link for ${names} expires soon (${schools})`,
    "address-removed": (names, schools) =>
      `Log in at home: this e-mail address is no longer for ${names} (${schools})`,
    "address-added": (names, schools) =>
      `Log in at home: another e-mail address for ${names} (${schools})`,
    "password-notice": (name, school) => `Log in at home: password made for ${name} (${school})`,
  },
  title: {
    activation: "Log in at home",
    links: "Your new link",
    reminder: "Your link expires soon",
    "address-removed": "This e-mail address was removed",
    "address-added": "An e-mail address was added",
    "password-notice": "A password was made",
  },
  activation: (names, count, source) => [
    `${names} can now also log in at home to the school’s learning software: ` +
      "the programs that children learn with in class. " +
      {
        school: "The school gave us this e-mail address. ",
        letter: "This e-mail address was entered with the code of the school’s letter. ",
        several: "",
      }[source] +
      (count === 1
        ? "All you need to do is make a password."
        : "All you need to do is make a password for each child."),
  ],
  links: (names, count) => [
    "You asked for a new link to log in at home to the school’s learning software. " +
      (count === 1
        ? `Below is the link for ${names}.`
        : "Below is a link for each child that belongs to this e-mail address."),
    "Links in your previous mails may still work, until you make a password. " +
      "The password you already had keeps working until you make a new one.",
  ],
  reminder: (names, count) => [
    `There is no password yet with which ${names} can log in at home to the school’s learning ` +
      "software.",
    count === 1
      ? "The link below is the same as in the mail that you got before. It works for a few more days."
      : "The links below are the same as in the mail that you got before. They work for a few more days.",
  ],
  addressRemoved: (names, schools) => [
    `${names} (${schools}) can no longer log in at home with this e-mail address. ` +
      "The password that went with it and the links in earlier mails no longer work.",
    "This comes from a change at school. Another e-mail address was given, for example, or your " +
      "child no longer goes to this school.",
    `Did you not expect this? Then ask the school${contactPlace}. Otherwise you do not need to do anything.`,
    "Do other children belong to this e-mail address too? Nothing changes for them.",
  ],
  addressAdded: (names, schools, count) => [
    `Another e-mail address was added for ${names} (${schools}), with the code of the school’s letter. ` +
      `At that address your ${count === 1 ? "child" : "children"} can log in at home with a separate password.`,
    "Nothing changes for this e-mail address. The password that belongs to it still works. " +
      "You do not see each other’s address.",
    `Did you not expect this? Ask the school${contactPlace}, which can remove the other address. ` +
      "Otherwise you do not need to do anything.",
  ],
  passwordNotice: (name, school, moment, use) => [
    `On ${moment} a ${use === "password-reset" ? "new " : ""}password was made with which ` +
      `${name} (${school}) can log in at home to the school’s learning software.`,
    ...{
      activation: [],
      "password-reset": ["The old password no longer works."],
      unknown: ["Was there a password already? That one no longer works."],
    }[use],
  ],
  makePassword: {
    activation: (name) => `Make a password for ${name}`,
    "password-reset": (name) => `Make a new password for ${name}`,
  },
  worksUntil: (moment) => `This link works until ${moment}.`,
  logIn: "Log in at home",
  notYou:
    "Did neither you nor anyone at home make this password? " +
    "Then make a new password right away. After that the other one no longer works.",
  makeNewPassword: "Make a new password",
  goodToKnow: "Good to know",
  userName: "This e-mail address is the user name.",
  passwordPerChild: "Choose a different password for each child: it tells us who is logging in.",
  worksOnce:
    "Each link works once. Has it stopped working? Open it all the same: there you can request a new one.",
  onlyYours: "The school cannot see the password.",
  unexpected: {
    activation:
      "Were you not expecting this mail? Then you do not need to do anything. " +
      "Is this not your child? Then open the link: there you can tell us.",
    reminder:
      "Do you not want to make a password? Then you do not need to do anything. We will not remind you again.",
    links:
      "Did you not ask for this? Then you do not need to do anything. " +
      "Nothing changes as long as nobody makes a password.",
  },
  footer: `Replies to this mail are not read. Do you have a question? Please ask the school${contactPlace}.`,
  notices: { privacy: "Your data", accessibility: "Accessibility" },
  others: (count) => `${count} more`,
  nameless: (count, areOthersNamed) => {
    if (areOthersNamed) return count === 1 ? "one more child" : `${count} more children`;
    return count === 1 ? "your child" : "your children";
  },
};
