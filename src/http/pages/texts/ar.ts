// Not yet read by a native speaker.
import { passwordLengthMax } from "../../../domain/password.ts";
import { contactPlace } from "../../../domain/school/contact.ts";
import { isolate } from "../../../formats/isolate.ts";
import { notices } from "./notices/ar.ts";
import { listFormat, type PageTexts, timestampFormat } from "./texts.ts";

const list = listFormat("ar");
const [seconds, minutes] = [periodFormat("second"), periodFormat("minute")];

const child = "طفلكم";
const thisChild = "هذا الطفل";
const otherChild = "طفل آخر";

/** "For" joins our own words and stands before a name, which is usually in Latin script. */
function forChild(name: string): string {
  return [child, thisChild, otherChild].includes(name) ? `ل${name}` : `لـ ${isolate(name)}`;
}

function periodFormat(unit: "second" | "minute"): Intl.NumberFormat {
  return new Intl.NumberFormat("ar-u-nu-latn", { style: "unit", unit, unitDisplay: "long" });
}

// Western digits, 24 hours, and the month names that are close to the Dutch ones and used in most of
// the Arab world. Sentences to the child use "we" and nouns, which fit girls and boys.
export const ar: PageTexts = {
  locale: "ar",
  isReviewed: false,
  language: "العربية",
  moment: timestampFormat("ar-u-hc-h23-nu-latn"),
  skip: "الانتقال إلى المحتوى",
  footer: `هل تواجهون صعوبة؟ اطلبوا المساعدة من المدرسة${contactPlace}.`,
  notices,
  problem: "تنبيه",
  failed: "لم ينجح ذلك",
  linkUsed: "توجد كلمة سر من قبل",
  languages: "اللغة",
  child,
  email: "عنوان البريد الإلكتروني",
  emailHint: "العنوان الذي وصلت إليه رسالتنا.",
  password: "كلمة السر",
  show: "إظهار كلمة السر",
  hide: "إخفاء كلمة السر",
  nextStep: {
    "/": "الذهاب إلى صفحة البداية",
    "/forgot": "طلب رابط جديد",
    "/login": "الذهاب إلى صفحة تسجيل الدخول",
    "/login/password": "تسجيل الدخول بكلمة السر",
  },
  logInVia: (name) => `تسجيل الدخول عبر ${isolate(name)}`,

  activate: {
    title: "اختيار كلمة سر",
    wait: "لحظة من فضلكم، نفتح الرابط الآن.",
    noScript:
      "لا يعمل JavaScript في متصفحكم، لذلك لا نستطيع فتح الرابط لكم. شغلوا JavaScript، أو الصقوا " +
      "الرابط هنا في الأسفل.",
    noLink: "افتحوا الرابط من رسالتنا مرة أخرى. لم ينجح ذلك؟ انسخوا الرابط من الرسالة والصقوه هنا.",
    link: "الرابط من الرسالة",
    linkHint:
      "اضغطوا على الرابط في الرسالة ضغطة طويلة، أو اضغطوا عليه بالزر الأيمن للماوس، ثم اختاروا «نسخ».",
    go: "متابعة",
  },
  makePassword: {
    title: {
      activation: (name) => `اختاروا كلمة سر ${forChild(name)}`,
      "password-reset": (name) => `اختاروا كلمة سر جديدة ${forChild(name)}`,
    },
    school: "المدرسة",
    userName: "عنوان البريد الإلكتروني (هذا هو اسم المستخدم)",
    policy: "كلمة السر الجيدة",
    rules: (lengthMin) => [
      `عدد الحروف والأرقام فيها: ${lengthMin} على الأقل؛ ويمكن أن تكون عدة كلمات متتالية`,
      "ليست اسما فقط، وليس من السهل أن يعرفها الآخرون",
      "لكل طفل على هذا البريد الإلكتروني كلمة سر مختلفة",
    ],
    missing: {
      one: "ينقص حرف واحد.",
      other: "عدد الحروف الناقصة: {count}.",
      none: "طولها كاف.",
    },
    save: "حفظ كلمة السر",
    worksUntil: (moment) => `هذا الرابط يعمل حتى: ${isolate(moment)}.`,
  },
  decline: {
    notMyChild: "هذا ليس طفلي",
    title: (name) =>
      name === thisChild ? "أليس هذا الطفل طفلكم؟" : `أليس هذا طفلكم: ${isolate(name)}؟`,
    thisChild,
    consequences: (name, school) => [
      `سنخبر المدرسة (${isolate(school)}) بأن عنوان البريد الإلكتروني هذا لا يخص ${isolate(name)}.`,
      `بعد ذلك لن يعمل الرابط، ولن تصلكم رسائل عن ${isolate(name)}، إلا إذا أرسلت المدرسة رسالة جديدة. ` +
        "لا يتغير شيء للأطفال الآخرين على هذا البريد الإلكتروني.",
      "هل أنتم متأكدون؟",
    ],
    confirm: "نعم، هذا ليس طفلي",
    back: "لا، العودة إلى كلمة السر",
    done: {
      title: "شكرا، المدرسة ترى ذلك الآن",
      lines: ["لم يعد الرابط يعمل. لا يلزم أن تفعلوا شيئا آخر، ويمكنكم إغلاق هذه الصفحة."],
    },
  },
  passwordMade: {
    title: (name) => `كلمة السر ${forChild(name)} جاهزة`,
    others: (names) =>
      names.length === 1
        ? `في بريدكم الإلكتروني أيضا رابط ${names.map(forChild).join()}. افتحوه بعد ذلك.`
        : `في بريدكم الإلكتروني أيضا روابط أخرى: ${list.format(names.map(forChild))}. افتحوها بعد ذلك.`,
    otherChild,
    logIn: "يمكنكم الآن تسجيل الدخول بها.",
  },
  login: {
    title: "تسجيل الدخول من البيت",
    intro: "اكتبوا عنوان البريد الإلكتروني الذي وصلت إليه رسالتنا، وكلمة سر طفلكم.",
    submit: "تسجيل الدخول",
    forgot: "هل نسيتم كلمة السر، أو لم يعد الرابط يعمل؟",
  },
  forgot: {
    title: "طلب رابط جديد",
    intro:
      "اكتبوا عنوان بريدكم الإلكتروني المسجل في المدرسة. سنرسل إليكم رسالة فيها رابط لكل طفل على هذا " +
      "العنوان. بهذا الرابط تختارون كلمة سر جديدة.",
    submit: "أرسلوا لي رسالة",
  },
  start: {
    title: "ابدؤوا بالرسالة الورقية من المدرسة",
    intro:
      "اكتبوا عنوان بريدكم الإلكتروني. ستصلكم رسالة إلكترونية فيها رابط لاختيار كلمة سر. بكلمة السر هذه " +
      "يستطيع طفلكم تسجيل الدخول من البيت.",
    code: "الرمز",
    codeHint: "الحروف والأرقام المكتوبة على الرسالة الورقية. عددها 12.",
    emailHint: "إلى هذا العنوان تصل الرسالة. وهو أيضا اسم المستخدم.",
    submit: "أرسلوا لي الرسالة",
    mistyped: {
      title: "هل عنوان بريدكم الإلكتروني صحيح؟",
      typed: (email) => `كتبتم هذا العنوان: ${isolate(email)}`,
      meant: (suggestion) => `هل تقصدون ${isolate(suggestion)}؟`,
      correct: (suggestion) => `نعم، العنوان هو ${isolate(suggestion)}`,
      keep: (email) => `لا، ${isolate(email)} صحيح`,
      back: "كتابة عنوان آخر",
    },
    sent: {
      title: "افتحوا بريدكم الإلكتروني بعد قليل",
      lines: [
        "إذا كان الرمز صحيحا، فستصل رسالة إلى العنوان الذي كتبتموه. تجدون فيها كيف تختارون كلمة سر.",
        "تصل الرسالة عادة خلال دقائق. في مدارس كثيرة ينظر المعلم أو المعلمة إلى العنوان أولا، وعندئذ " +
          "يستغرق الأمر وقتا أطول.",
        "لم تصل الرسالة؟ ابحثوا في مجلد الرسائل غير المرغوب فيها (spam)، وانظروا هل كتبتم الرمز بشكل صحيح. " +
          "رمز الرسالة الورقية القديمة لم يعد يعمل.",
      ],
      again: "كتابة الرمز مرة أخرى",
    },
  },
  linksRequested: {
    title: "افتحوا بريدكم الإلكتروني",
    lines: [
      "إذا كان هذا العنوان معروفا عندنا، فستصلكم رسالة خلال دقائق.",
      "لم تصل الرسالة؟ ابحثوا في مجلد الرسائل غير المرغوب فيها (spam). ليست هناك أيضا؟ اسألوا المدرسة: ما " +
        "هو عنوان بريدنا الإلكتروني المسجل عندكم؟",
    ],
  },
  home: {
    title: (name) => (name === null ? "مرحبا" : `مرحبا ${isolate(name)}`),
    software: "ماذا نفتح الآن؟",
    noSoftware: `تم تسجيل الدخول. لا يوجد الآن شيء نفتحه في البيت. يمكنك السؤال عن ذلك في المدرسة${contactPlace}.`,
    logOut: "تسجيل الخروج",
  },
  launch: {
    title: (publisher) => `نذهب الآن إلى ${isolate(publisher)}`,
    wait: "لحظة، الصفحة تفتح وحدها. لم يحدث شيء؟ يمكنك الضغط على الزر.",
    go: (publisher) => `متابعة إلى ${isolate(publisher)}`,
    back: "العودة إلى صفحة البداية",
  },

  pictures: {
    names: {
      sun: "شمس",
      moon: "قمر",
      star: "نجمة",
      tree: "شجرة",
      flower: "زهرة",
      apple: "تفاحة",
      house: "بيت",
      boat: "قارب",
      bicycle: "دراجة",
      ball: "كرة",
      key: "مفتاح",
      umbrella: "مظلة",
      cat: "قطة",
      bear: "دب",
      fish: "سمكة",
      heart: "قلب",
    },
    remember: "تذكر هذا الجهاز",
    rememberHint: (name) =>
      `إذا تذكرنا هذا الجهاز، يمكن ${forChild(name)} تسجيل الدخول هنا بالصور. افعلوا هذا فقط على جهازكم الخاص.`,
    who: "من أنت؟",
    withPassword: "تسجيل الدخول بكلمة السر",
    me: "أنا",
    byPassword: "بكلمة السر",
    missing:
      "لا ترون طفلكم هنا؟ سجلوا الدخول بكلمة السر. إذا كان صف طفلكم يدخل بالصور، فيمكنكم هناك " +
      "أن تختاروا الصور معا.",
    greeting: (name) => (name === null ? "مرحبا!" : `مرحبا ${isolate(name)}!`),
    next: (place, count) => `نختار الآن الصورة ${place} من ${count}.`,
    undo: "خطوة إلى الوراء",
    again: "البدء من جديد",
    make: (name) => `اختيار الصور ${forChild(name)}`,
    makeIntro:
      "اختاروا معا أربع صور. بعد ذلك يضغط طفلكم عليها بالترتيب نفسه ليدخل. لا تدعوا أحدا غيركم يرى الصور.",
    chosen: "الصور المختارة",
    rememberThem: "هذه هي الصور. تذكروها معا بهذا الترتيب: لن يراها أحد مرة أخرى.",
    save: "حفظ الصور",
    heading: "تسجيل الدخول بالصور",
    none: "ليس لديك رمز صور بعد.",
    made: "يمكنك الدخول بصورك على جهاز نتذكره.",
    toMake: "اختيار رمز صور",
    toRenew: "اختيار رمز صور جديد",
    devices: "الأجهزة التي نتذكرها",
    thisDevice: "هذا الجهاز",
    addedAt: (moment) => `وقت الإضافة: ${isolate(moment)}`,
    usedAt: (moment) => `آخر استعمال: ${isolate(moment)}`,
    forget: "نسيان الجهاز",
  },

  problems: {
    "invalid-request": "هناك شيء غير مكتوب بشكل صحيح.",
    unauthorized: "أنتم الآن خارج الحساب. سجلوا الدخول مرة أخرى.",
    forbidden: "هذه الاستمارة لم تأت من صفحتنا. افتحوا الصفحة مرة أخرى.",
    "not-found": "ما تبحثون عنه ليس هنا. ربما لم يعد موجودا، أو العنوان غير صحيح.",
    "method-not-allowed": "لا يمكن فتح هذه الصفحة بهذه الطريقة. ابدؤوا من جديد.",
    "not-acceptable": "متصفحكم يطلب هذه الصفحة بشكل غير موجود عندنا.",
    "content-too-large": "ما كتبتموه طويل جدا. اكتبوه مرة أخرى.",
    "unsupported-media-type": "متصفحكم أرسل الاستمارة بشكل لا نعرفه.",
    "too-many-requests": "كانت هناك محاولات كثيرة متتالية.",
    "internal-error": "حدث خطأ عندنا. حاولوا مرة أخرى بعد بضع دقائق.",
    unavailable: "هناك ضغط كبير الآن. حاولوا مرة أخرى بعد دقيقة.",
    "link-unknown":
      "لا نعرف هذا الرابط. ربما ينقص جزء منه، أو غيرت المدرسة عنوان البريد الإلكتروني.",
    "link-expired": "انتهت مدة هذا الرابط.",
    "link-used":
      "توجد كلمة سر من قبل، تم اختيارها بهذا الرابط أو برابط آخر من رسائلنا. يمكنكم تسجيل الدخول بها. " +
      "لا تتذكرونها؟ اطلبوا رابطا جديدا.",
    "link-replaced":
      "هناك رسالة أحدث فيها رابط جديد، وهذا الرابط القديم لم يعد يعمل. استعملوا الرابط من أحدث رسالة.",
    "link-refused": `بهذا الرابط تم اختيار «هذا ليس طفلي». هل هذا غير صحيح؟ اطلبوا من المدرسة${contactPlace} رسالة جديدة.`,
    "network-environment": "أطفال هذه المدرسة يسجلون الدخول من البيت في موقع آخر.",
    "address-limit":
      "لهذا الطفل عنوانان مسجلان من قبل. هل أحدهما لكم؟ اطلبوا رابطا جديدا. إذا لم يكن لكم، فيمكن " +
      "للمدرسة أن تحذف أحدهما.",
    "not-an-invitation":
      "هذا الرابط لكلمة سر جديدة. أليس هذا طفلكم؟ لا يلزم أن تفعلوا شيئا بهذه الرسالة. ويمكنكم أن تطلبوا من " +
      `المدرسة${contactPlace} حذف عنوانكم.`,
    "password-rejected": "لا يمكن استعمال كلمة السر هذه. الرابط ما زال يعمل.",
    "password-taken-by-sibling":
      "هناك طفل آخر على هذا البريد الإلكتروني له كلمة السر نفسها. نحن نعرف من كلمة السر أي طفل يدخل.",
    "wrong-email-or-password":
      "عنوان البريد الإلكتروني وكلمة السر لا يتطابقان. انظروا هل يوجد خطأ في الكتابة.",
    "wrong-pictures": "هذه ليست الصور الصحيحة. لنحاول مرة أخرى.",
    "pictures-off":
      "لا يمكن الآن لهذا الطفل تسجيل الدخول بالصور. ربما لم تختاروا صورا بعد، أو الصف يدخل بكلمة السر، " +
      "أو كانت هناك أخطاء كثيرة. كلمة السر ما زالت تعمل.",
    "device-unknown":
      "لم نعد نتذكر هذا الجهاز. سجلوا الدخول بكلمة السر، ثم اضغطوا مرة أخرى على «تذكر هذا الجهاز».",
  },
  wait: (delay) => {
    const period = delay < 60 ? seconds.format(delay) : minutes.format(Math.ceil(delay / 60));
    return `يمكن المحاولة مرة أخرى بعد هذه المدة: ${period}.`;
  },
  invalid: {
    code: "اكتبوا الرمز الموجود على الرسالة الورقية. عدد حروفه وأرقامه 12.",
    email: `اكتبوا عنوان بريد إلكتروني، مثل ${isolate("name@example.com")}.`,
    token: "الصقوا هنا الرابط الكامل من الرسالة.",
    password: "اكتبوا كلمة السر.",
  },
  makeDifferent: "اختاروا كلمة سر مختلفة: أضيفوا مثلا كلمة تناسب هذا الطفل.",
  passwordErrors: {
    malformed: () => "فيها رموز لا يمكن استعمالها. اكتبوا كلمة السر مرة أخرى.",
    "too-short": (lengthMin) =>
      `هي قصيرة جدا. أقل عدد من الحروف والأرقام: ${lengthMin}. اختاروا مثلا كلمتين أو ثلاث كلمات.`,
    "too-long": () => `هي طويلة جدا. أكبر عدد من الحروف والأرقام: ${passwordLengthMax}.`,
    breached: () =>
      "كثير من الناس يستعملون كلمة السر هذه، لذلك من السهل أن يعرفها الآخرون. اختاروا شيئا خاصا بكم.",
    "contains-name": () =>
      "هي اسم فقط تقريبا، أو كلمة يفكر فيها الآخرون بسرعة. أضيفوا كلمات لا علاقة لها بذلك.",
  },
};
