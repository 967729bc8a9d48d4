import { passwordLengthMax } from "../../../domain/password.ts";
import { contactPlace } from "../../../domain/school/contact.ts";
import { listFormat } from "../../../formats/region-formats.ts";
import { notices } from "./notices/en.ts";
import { type PageTexts, timestampFormat } from "./texts.ts";

const list = listFormat("en-GB");

export const en: PageTexts = {
  locale: "en",
  isReviewed: true,
  language: "English",
  moment: timestampFormat("en-GB"),
  skip: "Skip to content",
  footer: `Need help? Ask the school${contactPlace}.`,
  notices,
  problem: "Please note",
  failed: "That did not work",
  linkUsed: "There is a password already",
  languages: "Language",
  child: "your child",
  email: "E-mail address",
  emailHint: "The address where you received our mail.",
  password: "Password",
  show: "Show password",
  hide: "Hide password",
  nextStep: {
    "/": "Go to the start",
    "/forgot": "Request a new link",
    "/login": "Go to the login page",
    "/login/password": "Log in with the password",
  },
  logInVia: (name) => `Log in with ${name}`,

  activate: {
    title: "Make a password",
    wait: "One moment, we are opening your link.",
    noScript:
      "Your browser does not run scripts, so we cannot open the link for you. Turn on JavaScript, or paste " +
      "the link below.",
    noLink:
      "Open the link in our mail again. If that does not work, copy the link from the mail and paste it here.",
    link: "The link from the mail",
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
      `has at least ${lengthMin} characters; a few words in a row are fine`,
      "is not just a name, and not easy to guess",
      "is different for every child at this e-mail address",
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
      `We will then tell the school (${school}) that this e-mail address does not belong to ${name}.`,
      `The link will stop working, and you will get no more mail about ${name}, unless the school ` +
        "sends a new one. Nothing changes for other children at this e-mail address.",
      "Are you sure?",
    ],
    confirm: "Yes, this is not my child",
    back: "No, back to the password",
    done: {
      title: "Thank you, the school can see it now",
      lines: [
        "The link no longer works. You do not need to do anything else and can close this page.",
      ],
    },
  },
  passwordMade: {
    title: (name) => `The password for ${name} is ready`,
    others: (names) =>
      names.length === 1
        ? `Your mail also has a link for ${list.format(names)}. Open that one next.`
        : `Your mail also has links for ${list.format(names)}. Open those next.`,
    otherChild: "another child",
    logIn: "You can now log in with it.",
  },
  login: {
    title: "Log in at home",
    intro: "Use the e-mail address where you received our mail, and your child’s password.",
    submit: "Log in",
    forgot: "Forgotten the password, or does the link no longer work?",
  },
  forgot: {
    title: "Request a new link",
    intro:
      "Enter the e-mail address that the school has for you. We will send a mail with a link for each " +
      "child at that address. With it you can make a new password.",
    submit: "Send me a mail",
  },
  start: {
    title: "Start with the letter from school",
    intro:
      "Enter your e-mail address. You get a mail with a link to make a password, with which your child can log in at home.",
    code: "Code",
    codeHint: "The twelve letters and digits on the letter.",
    emailHint: "The mail goes here. This address is also the user name.",
    submit: "Send me the mail",
    mistyped: {
      title: "Is your e-mail address right?",
      typed: (email) => `You entered this: ${email}`,
      meant: (suggestion) => `Do you perhaps mean ${suggestion}?`,
      correct: (suggestion) => `Yes, use ${suggestion}`,
      keep: (email) => `No, ${email} is right`,
      back: "Enter something else",
    },
    sent: {
      title: "Look in your mail soon",
      lines: [
        "Is the code right? Then you get a mail at the address that you entered. It says how to make a password.",
        "The mail usually arrives within a few minutes. At many schools the teacher looks at the address first. Then it takes longer.",
        "No mail? Look in your spam folder, and check that you copied the code correctly. The code of an old letter no longer works.",
      ],
      again: "Enter the code again",
    },
  },
  linksRequested: {
    title: "Check your mail",
    lines: [
      "If we know this e-mail address, you will get a mail within a few minutes.",
      "No mail? Check your spam folder. If it is not there either, ask the school which e-mail " +
        "address it has for you.",
    ],
  },
  home: {
    title: (name) => (name === null ? "Hello" : `Hello ${name}`),
    software: "What do you want to open?",
    noSoftware: `You are logged in. There is nothing to open at home right now; ask at school${contactPlace}.`,
    logOut: "Log out",
  },
  launch: {
    title: (publisher) => `You are going to ${publisher}`,
    wait: "One moment, this happens by itself. Is nothing happening? Then press the button.",
    go: (publisher) => `Continue to ${publisher}`,
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
    rememberHint: (name) =>
      `Have this device remembered: then ${name} can log in here with pictures. Only do this on a device of your own.`,
    who: "Who are you?",
    withPassword: "Log in with the password",
    me: "Me",
    byPassword: "with password",
    missing:
      "Is your child not here? Log in with the password. If the group may log in with pictures, you " +
      "can choose them there together.",
    greeting: (name) => (name === null ? "Hello!" : `Hello ${name}!`),
    next: (place, count) => `Choose picture ${place} of ${count}.`,
    undo: "One back",
    again: "Start again",
    make: (name) => `Choose pictures for ${name}`,
    makeIntro:
      "Choose four pictures together. Your child will tap them in the same order later. Make sure " +
      "nobody else is watching.",
    chosen: "Chosen",
    rememberThem:
      "These are the pictures. Remember them together, in this order: nobody can see them again later.",
    save: "Save the pictures",
    heading: "Logging in with pictures",
    none: "You have no picture code yet.",
    made: "You can log in with your pictures on a remembered device.",
    toMake: "Make a picture code",
    toRenew: "Make a new picture code",
    devices: "Remembered devices",
    thisDevice: "this device",
    addedAt: (moment) => `added on ${moment}`,
    usedAt: (moment) => `last used on ${moment}`,
    forget: "Forget",
  },

  problems: {
    "invalid-request": "Something was not filled in correctly.",
    unauthorized: "You are no longer logged in. Log in again.",
    forbidden: "This form did not come from our own page. Open the page again.",
    "not-found":
      "What you are looking for is not here. Perhaps it is gone, or the address is not right.",
    "method-not-allowed": "This page cannot be opened like this. Begin again.",
    "not-acceptable": "Your browser asks for this page in a form that we do not have.",
    "content-too-large": "What you filled in is too long. Fill it in again.",
    "unsupported-media-type": "Your browser sent the form in a way that we do not know.",
    "too-many-requests": "There were too many attempts in a row.",
    "internal-error": "Something went wrong on our side. Try again in a few minutes.",
    unavailable: "It is very busy right now. Try again in a minute.",
    "link-unknown":
      "We do not know this link. Perhaps a part of it is missing, or the school changed the e-mail " +
      "address.",
    "link-expired": "This link has expired.",
    "link-used":
      "A password has already been made, with this link or with another one from our mails. You can log " +
      "in with it. Can’t you remember it? Then request a new link.",
    "link-replaced":
      "There is a newer mail with a new link; this old one no longer works. Use the link in the " +
      "newest mail.",
    "link-refused":
      `Someone used this link to say that this is not your child. Is that wrong? Then ask the school${contactPlace} ` +
      "for a new mail.",
    "network-environment": "The children of this school log in at home somewhere else.",
    "address-limit":
      "This child has two e-mail addresses already. Is one of them yours? Then ask for a new link. " +
      "Otherwise the school can remove one.",
    "not-an-invitation":
      "This link is for a new password. Is this not your child? Then you need not do anything with this mail, or you " +
      `can ask the school${contactPlace} to remove your address.`,
    "password-rejected": "This password cannot be used. Your link still works.",
    "password-taken-by-sibling":
      "Another child at this e-mail address already has this password. The password tells us who is " +
      "logging in.",
    "wrong-email-or-password":
      "This e-mail address and password do not match. Check for typing errors.",
    "wrong-pictures": "Those were not the right pictures. Try once more.",
    "pictures-off":
      "This child cannot log in with pictures right now. Perhaps no pictures have been chosen yet, " +
      "the group logs in with a password, or it went wrong too often. The password still works.",
    "device-unknown":
      "This device is no longer remembered. Log in with the password, and have it remembered again.",
  },
  wait: (seconds) =>
    seconds < 60
      ? `Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`
      : `Try again in ${Math.ceil(seconds / 60)} ${seconds <= 60 ? "minute" : "minutes"}.`,
  invalid: {
    code: "Enter the code that is on the letter: twelve letters and digits.",
    email: "Enter an e-mail address, such as name@example.com.",
    token: "Paste the whole link from the mail here.",
    password: "Enter a password.",
  },
  makeDifferent: "Make the password different: add a word that suits this child, for example.",
  passwordErrors: {
    malformed: () => "It contains characters that cannot be used. Type the password again.",
    "too-short": (lengthMin) =>
      `It is too short: take at least ${lengthMin} characters, for example two or three words.`,
    "too-long": () => `It is too long: take at most ${passwordLengthMax} characters.`,
    breached: () =>
      "Many people use this password, so it is easy to guess. Choose something of your own.",
    "contains-name": () =>
      "It is little more than a name or a word that people try first. Add words that have nothing to do with it.",
  },
};
