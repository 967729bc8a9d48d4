import { passwordLengthMax } from "../../../domain/password.ts";
import { notices } from "./notices/en.ts";
import { type PageTexts, timestampFormat } from "./texts.ts";

export const en: PageTexts = {
  locale: "en",
  language: "English",
  moment: timestampFormat("en-GB"),
  skip: "To the content",
  footer: "Does it not work? Ask the school for help.",
  notices,
  problem: "Please note",
  failed: "That did not work",
  languages: "Language",
  child: "your child",
  email: "E-mail address",
  emailHint: "The address at which you received the mail.",
  password: "Password",
  show: "Show password",
  hide: "Hide password",
  nextStep: {
    "/": "Go to the start",
    "/forgot": "Ask for a new link here",
    "/login": "Go to log in",
    "/login/password": "Log in with the password",
  },
  logInVia: (name) => `Log in with ${name}`,

  activate: {
    title: "Make a password",
    wait: "One moment, we are opening your link.",
    noScript:
      "Your browser runs no scripts, so we cannot open the link for you. Switch JavaScript on, or paste " +
      "the link below.",
    noLink:
      "Open the link in the mail again. Does that not work? Copy the link in the mail and paste it here.",
    link: "The link in the mail",
    linkHint: "Press and hold the link in the mail, or right-click it, and choose ‘Copy’.",
    go: "Continue",
  },
  makePassword: {
    title: {
      activation: (name) => `Make a password for ${name}`,
      "password-reset": (name) => `Make a new password for ${name}`,
    },
    school: "School",
    userName: "E-mail address (this is the user name)",
    policy: "A good password",
    rules: (lengthMin) => [
      `has at least ${lengthMin} characters; a few words in a row are fine too`,
      "is not just a name and not easy to guess",
      "is different for each child on this e-mail address",
    ],
    missing: { one: "1 more character.", other: "{count} more characters.", none: "Long enough." },
    save: "Save password",
    worksUntil: (moment) => `This link works until ${moment}.`,
  },
  decline: {
    notMyChild: "This is not my child",
    title: (name) => `Is ${name} not your child?`,
    thisChild: "this child",
    consequences: (name, school) => [
      `Then we tell the school (${school}) that this e-mail address is not for ${name}.`,
      `The link no longer works after that, and you get no more mail about ${name}, unless the ` +
        "school sends one again. Nothing changes for other children on this e-mail address.",
      "Are you sure?",
    ],
    confirm: "Yes, this is not my child",
    back: "No, back to the password",
    done: {
      title: "Thank you, the school sees it now",
      lines: ["The link no longer works. You need not do anything else and can close this page."],
    },
  },
  passwordMade: {
    title: (name) => `The password for ${name} was made`,
    logIn: "You can log in with it now.",
  },
  login: {
    title: "Log in at home",
    intro: "With the e-mail address at which you received the mail, and your child’s password.",
    submit: "Log in",
    forgot: "Forgot the password, or does the link no longer work?",
  },
  forgot: {
    title: "Ask for a new link",
    intro:
      "Enter the e-mail address that the school has of you. We send a mail with a link for each " +
      "child that belongs to it. With that you make a new password.",
    submit: "Send me a mail",
  },
  linksRequested: {
    title: "Look in your mail",
    lines: [
      "Is the e-mail address known to us? Then a mail is there for you within a few minutes.",
      "No mail? Look in the spam folder. If it is not there either, ask the school which e-mail " +
        "address it has of you.",
    ],
  },
  home: {
    title: (name) => (name === null ? "Hello" : `Hello ${name}`),
    software: "What do you want to open?",
    noSoftware: "You are logged in. There is nothing to open at home now; ask at school.",
    school: "School",
    group: "Group",
    logOut: "Log out",
  },
  launch: {
    title: (publisher) => `You are going to ${publisher}`,
    wait: "One moment, this goes by itself. Nothing happens? Then press the button.",
    go: (publisher) => `On to ${publisher}`,
    back: "Back to the start",
  },

  pictures: {
    names: {
      sun: "sun",
      moon: "moon",
      star: "star",
      tree: "tree",
      flower: "flower",
      apple: "apple",
      house: "house",
      boat: "boat",
      bicycle: "bicycle",
      ball: "ball",
      key: "key",
      umbrella: "umbrella",
      cat: "cat",
      bear: "bear",
      fish: "fish",
      heart: "heart",
    },
    remember: "Remember this device",
    rememberHint: "Only on a device of your own. Your child can then log in on it with pictures.",
    who: "Who are you?",
    withPassword: "Log in with the password",
    missing:
      "Is your child not here? Log in with the password. If the group may log in with pictures, you " +
      "choose them there together.",
    greeting: (name) => `Hello ${name}!`,
    next: (place, count) => `Choose picture ${place} of ${count}.`,
    again: "Start again",
    make: (name) => `Choose pictures for ${name}`,
    makeIntro:
      "Choose four pictures together. Your child will tap them in the same order. Let nobody else " +
      "watch.",
    chosen: "Chosen",
    rememberThem:
      "These are the pictures. Remember them together, in order: nobody will see them again.",
    save: "Save the pictures",
    heading: "Logging in with pictures",
    none: "You have no picture code yet.",
    made: "On a remembered device you can log in with your pictures.",
    toMake: "Make a picture code",
    toRenew: "Make a new picture code",
    tickFirst:
      "This device is not remembered. Log in again with the password and tick ‘Remember this device’.",
    devices: "Remembered devices",
    thisDevice: "this device",
    unusedUntil: (moment) => `remembered until ${moment}, and longer if it is used`,
    forget: (device) => `Forget ${device}`,
  },

  problems: {
    "invalid-request": "Something was not filled in right.",
    unauthorized: "You are no longer logged in. Log in again.",
    forbidden: "This form did not come from our own page. Open the page again.",
    "not-found":
      "What you are looking for is not here. Perhaps it is gone, or the address is not right.",
    "method-not-allowed": "This page cannot be opened like this. Begin again.",
    "not-acceptable": "Your browser asks for this page in a form that we do not have.",
    "content-too-large": "What you filled in is too long. Fill it in again.",
    "unsupported-media-type": "Your browser sent the form in a way that we do not know.",
    "too-many-requests": "There were too many tries in a row.",
    "internal-error": "Something went wrong on our side. Try again in a few minutes.",
    unavailable: "It is very busy now. Try again in a minute.",
    "link-unknown":
      "We do not know this link. Perhaps a part of it is missing, or the school changed the e-mail " +
      "address.",
    "link-expired": "This link has expired.",
    "link-used":
      "A password was made already, with this link or with another one from our mails. You can log " +
      "in with that. Do you not remember it? " +
      "Then ask for a new link.",
    "link-replaced":
      "There is a newer mail with a new link; this old one no longer works. Use the link in the " +
      "newest mail.",
    "link-refused":
      "With this link it was said that this is not your child. Is that wrong? Then ask the school " +
      "for a new mail.",
    "network-environment": "The children of this school log in at home somewhere else.",
    "not-an-invitation":
      "This link is for a new password. Is this not your child? Then you need not do anything with this mail, or you " +
      "can ask the school to remove your address.",
    "password-rejected": "This password cannot be used. Your link still works.",
    "password-taken-by-sibling":
      "Another child on this e-mail address has this password already. The password tells us who is " +
      "logging in.",
    "wrong-email-or-password":
      "The e-mail address and the password do not go together. Look for a typing error.",
    "wrong-pictures": "Those were not the right pictures. Try once more.",
    "pictures-off":
      "Logging in with pictures is not possible for this child now. Perhaps no pictures have been " +
      "chosen yet, the group logs in with a password, or it went wrong too often. The password works.",
    "device-unknown":
      "This device is not remembered any more. Log in with the password, and have it remembered again.",
  },
  wait: (seconds) =>
    seconds < 60
      ? `Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`
      : `Try again in ${Math.ceil(seconds / 60)} ${seconds <= 60 ? "minute" : "minutes"}.`,
  invalid: {
    email: "Enter an e-mail address, such as name@example.com.",
    token: "Paste the whole link from the mail here.",
    password: "Enter a password.",
  },
  makeDifferent: "Make the password different: add a word that suits this child, for example.",
  passwordErrors: {
    malformed: () => "It holds characters that are none. Type the password again.",
    "too-short": (lengthMin) =>
      `It is too short: take at least ${lengthMin} characters, for example two or three words.`,
    "too-long": () => `It is too long: take at most ${passwordLengthMax} characters.`,
    breached: () =>
      "Many people use this password, so it is easy to guess. Choose something of your own.",
    "contains-name": () =>
      "It is little more than a name or a word that others think of first. Add words that have nothing to do with it.",
  },
};
