// Not yet read by a native speaker.

import { passwordLengthMax } from "../../../domain/password.ts";
import { contactPlace } from "../../../domain/school/contact.ts";
import { listFormat } from "../../../formats/region-formats.ts";
import { notices } from "./notices/tr.ts";
import { type PageTexts, timestampFormat } from "./texts.ts";

const list = listFormat("tr-TR");

const child = "çocuğunuz";
const thisChild = "bu çocuk";

/** Our own words for a missing name get a capital at the start of a sentence; a name stays as it is. */
function atStart(name: string): string {
  if (name === child) return "Çocuğunuz";
  return name === thisChild ? "Bu çocuk" : name;
}

// A name is followed by a separate word and never by a suffix, because the suffix depends on its sound.
export const tr: PageTexts = {
  locale: "tr",
  isReviewed: false,
  language: "Türkçe",
  moment: timestampFormat("tr-TR"),
  skip: "İçeriğe geç",
  footer: `Bir sorun mu var? Okuldan yardım isteyin${contactPlace}.`,
  notices,
  problem: "Dikkat",
  failed: "İşlem yapılamadı",
  linkUsed: "Zaten bir şifre var",
  languages: "Dil",
  child,
  email: "E-posta adresi",
  emailHint: "Size e-posta gönderdiğimiz adres.",
  password: "Şifre",
  show: "Şifreyi göster",
  hide: "Şifreyi gizle",
  nextStep: {
    "/": "Başlangıç sayfasına git",
    "/forgot": "Yeni link iste",
    "/login": "Giriş sayfasına git",
    "/login/password": "Şifreyle giriş yap",
  },
  logInVia: (name) => `${name} ile giriş yap`,

  activate: {
    title: "Şifre oluşturun",
    wait: "Lütfen bekleyin, linkiniz açılıyor.",
    noScript:
      "Tarayıcınızda JavaScript kapalı. Bu yüzden linki sizin için açamıyoruz. JavaScript’i açın veya " +
      "linki aşağıya yapıştırın.",
    noLink:
      "Size gönderdiğimiz e-postadaki linki yeniden açın. Açılmıyor mu? Linki e-postadan kopyalayın ve " +
      "buraya yapıştırın.",
    link: "E-postadaki link",
    linkHint:
      "E-postadaki linke parmağınızla uzun basın (bilgisayarda farenin sağ tuşuyla tıklayın) ve " +
      "“Kopyala” seçeneğini seçin.",
    go: "Devam et",
  },
  makePassword: {
    title: {
      activation: (name) => `${atStart(name)} için bir şifre oluşturun`,
      "password-reset": (name) => `${atStart(name)} için yeni bir şifre oluşturun`,
    },
    school: "Okul",
    userName: "E-posta adresi (kullanıcı adı budur)",
    policy: "İyi bir şifre",
    rules: (lengthMin) => [
      `en az ${lengthMin} karakterden oluşur (harf, rakam veya işaret); birkaç kelime yan yana da olur`,
      "sadece bir isim değildir ve kolay tahmin edilmez",
      "bu e-posta adresindeki her çocuk için farklıdır",
    ],
    missing: {
      one: "1 karakter daha gerekli.",
      other: "{count} karakter daha gerekli.",
      none: "Uzunluğu yeterli.",
    },
    save: "Şifreyi kaydet",
    worksUntil: (moment) => `Bu link şu zamana kadar çalışır: ${moment}.`,
  },
  decline: {
    notMyChild: "Bu benim çocuğum değil",
    title: (name) => `${atStart(name)} sizin çocuğunuz değil mi?`,
    thisChild,
    consequences: (name, school) => [
      `Okula (${school}) şunu bildireceğiz: Bu e-posta adresi ${name} için doğru adres değil.`,
      `Ondan sonra link çalışmaz ve ${name} hakkında artık e-posta almazsınız. Ancak okul isterse yeni ` +
        "bir e-posta gönderebilir. Bu e-posta adresindeki diğer çocuklar için hiçbir şey değişmez.",
      "Emin misiniz?",
    ],
    confirm: "Evet, bu benim çocuğum değil",
    back: "Hayır, şifre sayfasına dön",
    done: {
      title: "Teşekkürler, okul bunu artık görüyor",
      lines: [
        "Link artık çalışmıyor. Başka bir şey yapmanız gerekmez. Bu sayfayı kapatabilirsiniz.",
      ],
    },
  },
  passwordMade: {
    title: (name) => `${atStart(name)} için şifre hazır`,
    others: (names) =>
      names.length === 1
        ? `E-posta kutunuzda ${list.format(names)} için de bir link var. Sonra onu da açın.`
        : `E-posta kutunuzda ${list.format(names)} için de link var. Sonra onları da açın.`,
    otherChild: "başka bir çocuk",
    logIn: "Artık bu şifreyle giriş yapabilirsiniz.",
  },
  login: {
    title: "Evden giriş",
    intro: "Size e-posta gönderdiğimiz adresi ve çocuğunuzun şifresini yazın.",
    submit: "Giriş yap",
    forgot: "Şifreyi mi unuttunuz, yoksa link artık çalışmıyor mu?",
  },
  forgot: {
    title: "Yeni link isteyin",
    intro:
      "Okulda kayıtlı olan e-posta adresinizi yazın. Size bir e-posta göndeririz. İçinde bu adresteki her " +
      "çocuk için bir link vardır. Bu linkle yeni bir şifre oluşturursunuz.",
    submit: "Bana e-posta gönder",
  },
  start: {
    title: "Okuldan gelen mektupla başlayın",
    intro:
      "E-posta adresinizi yazın. Size e-postayla bir link göndeririz. Bu linkle bir şifre oluşturursunuz. Çocuğunuz " +
      "evde bu şifreyle giriş yapar.",
    code: "Kod",
    codeHint: "Mektuptaki on iki harf ve rakam.",
    emailHint: "E-posta bu adrese gelir. Bu adres kullanıcı adı da olur.",
    submit: "E-postayı bana gönder",
    mistyped: {
      title: "E-posta adresiniz doğru mu?",
      typed: (email) => `Yazdığınız adres: ${email}`,
      meant: (suggestion) => `Yoksa bu adresi mi yazmak istediniz: ${suggestion}?`,
      correct: (suggestion) => `Evet, bu adresi kullan: ${suggestion}`,
      keep: (email) => `Hayır, ${email} doğru`,
      back: "Başka bir adres yaz",
    },
    sent: {
      title: "Biraz sonra e-postanıza bakın",
      lines: [
        "Kod doğruysa yazdığınız adrese bir e-posta gelir. Nasıl şifre oluşturacağınız orada yazar.",
        "E-posta genellikle birkaç dakika içinde gelir. Birçok okulda önce öğretmen adrese bakar. O zaman " +
          "daha uzun sürer.",
        "E-posta gelmedi mi? İstenmeyen e-posta (spam) klasörüne bakın. Kodu doğru yazdınız mı, onu da " +
          "kontrol edin. Eski bir mektubun kodu artık çalışmaz.",
      ],
      again: "Kodu yeniden yaz",
    },
  },
  linksRequested: {
    title: "E-postanıza bakın",
    lines: [
      "Bu e-posta adresi bizde kayıtlıysa birkaç dakika içinde bir e-posta alırsınız.",
      "E-posta gelmedi mi? İstenmeyen e-posta (spam) klasörüne bakın. Orada da yoksa okula sorun: Hangi " +
        "e-posta adresiniz kayıtlı?",
    ],
  },
  home: {
    title: (name) => (name === null ? "Merhaba" : `Merhaba ${name}`),
    software: "Neyi açmak istersin?",
    noSoftware: `Giriş yaptın. Şu an evde açabileceğin bir şey yok. Bunu okulda sor${contactPlace}.`,
    logOut: "Çıkış yap",
  },
  launch: {
    title: (publisher) => `${publisher} sayfasına gidiyorsun`,
    wait: "Biraz bekle, kendiliğinden açılıyor. Açılmıyor mu? O zaman düğmeye bas.",
    go: (publisher) => `${publisher} sayfasına devam et`,
    back: "Başlangıç sayfasına dön",
  },

  pictures: {
    names: {
      sun: "güneş",
      moon: "ay",
      star: "yıldız",
      tree: "ağaç",
      flower: "çiçek",
      apple: "elma",
      house: "ev",
      boat: "gemi",
      bicycle: "bisiklet",
      ball: "top",
      key: "anahtar",
      umbrella: "şemsiye",
      cat: "kedi",
      bear: "ayı",
      fish: "balık",
      heart: "kalp",
    },
    remember: "Bu cihazı hatırla",
    rememberHint: (name) =>
      `Bu cihaz hatırlanırsa ${name} burada resimlerle giriş yapabilir. Bunu sadece kendi cihazınızda yapın.`,
    who: "Sen kimsin?",
    withPassword: "Şifreyle giriş yap",
    me: "Ben",
    byPassword: "şifreyle",
    missing:
      "Çocuğunuz burada yok mu? Şifreyle giriş yapın. Sınıfı resimlerle giriş yapabiliyorsa resimleri " +
      "orada birlikte seçersiniz.",
    greeting: (name) => (name === null ? "Merhaba!" : `Merhaba ${name}!`),
    next: (place, count) => `${place}. resmi seç. Toplam ${count} resim.`,
    undo: "Bir adım geri",
    again: "Baştan başla",
    make: (name) => `${atStart(name)} için resim seçin`,
    makeIntro:
      "Birlikte dört resim seçin. Çocuğunuz giriş yaparken bu resimlere aynı sırayla dokunacak. Seçerken " +
      "başka kimse bakmasın.",
    chosen: "Seçilen resimler",
    rememberThem:
      "Resimler bunlar. Sırasıyla birlikte aklınızda tutun. Sonra bunları kimse göremez.",
    save: "Resimleri kaydet",
    heading: "Resimlerle giriş",
    none: "Henüz resim kodun yok.",
    made: "Hatırlanan bir cihazda resimlerinle giriş yapabilirsin.",
    toMake: "Resim kodu oluştur",
    toRenew: "Yeni resim kodu oluştur",
    devices: "Hatırlanan cihazlar",
    thisDevice: "bu cihaz",
    addedAt: (moment) => `eklendiği zaman: ${moment}`,
    usedAt: (moment) => `son kullanım: ${moment}`,
    forget: "Unut",
  },

  problems: {
    "invalid-request": "Bir yer doğru doldurulmadı.",
    unauthorized: "Girişiniz sona erdi. Yeniden giriş yapın.",
    forbidden: "Bu form bizim sayfamızdan gelmedi. Sayfayı yeniden açın.",
    "not-found": "Aradığınız şey burada yok. Belki kaldırıldı veya adres yanlış.",
    "method-not-allowed": "Bu sayfa böyle açılamaz. Baştan başlayın.",
    "not-acceptable": "Tarayıcınız bu sayfayı bizde olmayan bir biçimde istiyor.",
    "content-too-large": "Yazdığınız çok uzun. Yeniden yazın.",
    "unsupported-media-type": "Tarayıcınız formu tanımadığımız bir biçimde gönderdi.",
    "too-many-requests": "Arka arkaya çok fazla deneme yapıldı.",
    "internal-error": "Bizde bir hata oldu. Birkaç dakika sonra yeniden deneyin.",
    unavailable: "Şu an çok yoğun. Bir dakika sonra yeniden deneyin.",
    "link-unknown":
      "Bu linki tanımıyoruz. Belki linkin bir kısmı eksik veya okul e-posta adresini değiştirdi.",
    "link-expired": "Bu linkin süresi doldu.",
    "link-used":
      "Bu linkle veya e-postalarımızdaki başka bir linkle zaten bir şifre oluşturuldu. O şifreyle giriş " +
      "yapabilirsiniz. Hatırlamıyor musunuz? O zaman yeni bir link isteyin.",
    "link-replaced":
      "Daha yeni bir e-postada yeni bir link var. Bu eski link artık çalışmıyor. En yeni e-postadaki " +
      "linki kullanın.",
    "link-refused": `Bu linkle “Bu benim çocuğum değil” seçildi. Bu yanlış mı? O zaman okuldan${contactPlace} yeni bir e-posta isteyin.`,
    "network-environment": "Bu okulun öğrencileri evde başka bir site üzerinden giriş yapıyor.",
    "address-limit":
      "Bu çocuk için zaten iki e-posta adresi kayıtlı. Biri sizin mi? O zaman yeni bir link isteyin. " +
      "Değilse okul adreslerden birini silebilir.",
    "not-an-invitation":
      "Bu link yeni bir şifre içindir. Bu sizin çocuğunuz değil mi? O zaman bu e-posta için bir şey " +
      `yapmanız gerekmez. Okuldan${contactPlace} adresinizi silmesini de isteyebilirsiniz.`,
    "password-rejected": "Bu şifre kullanılamaz. Linkiniz hâlâ çalışıyor.",
    "password-taken-by-sibling":
      "Bu e-posta adresindeki başka bir çocuğun şifresi de aynı. Kimin giriş yaptığını şifreden anlarız.",
    "wrong-email-or-password":
      "E-posta adresi ve şifre birbirine uymuyor. Yazım hatası var mı diye bakın.",
    "wrong-pictures": "Bunlar doğru resimler değildi. Bir daha dene.",
    "pictures-off":
      "Bu çocuk şu an resimlerle giriş yapamaz. Belki henüz resim seçilmedi, belki sınıf şifreyle giriş " +
      "yapıyor, belki de çok sık yanlış yapıldı. Şifreyle giriş yapılabilir.",
    "device-unknown":
      "Bu cihaz artık hatırlanmıyor. Şifreyle giriş yapın ve yeniden “Bu cihazı hatırla” düğmesine basın.",
  },
  wait: (seconds) =>
    seconds < 60
      ? `${seconds} saniye sonra yeniden deneyin.`
      : `${Math.ceil(seconds / 60)} dakika sonra yeniden deneyin.`,
  invalid: {
    code: "Mektuptaki kodu yazın: on iki harf ve rakam.",
    email: "Bir e-posta adresi yazın, örneğin isim@example.com.",
    token: "E-postadaki linkin tamamını buraya yapıştırın.",
    password: "Şifreyi yazın.",
  },
  makeDifferent: "Şifreyi değiştirin: Örneğin bu çocuğa uyan bir kelime ekleyin.",
  passwordErrors: {
    malformed: () => "İçinde kullanılamayan karakterler var. Şifreyi yeniden yazın.",
    "too-short": (lengthMin) =>
      `Çok kısa: En az ${lengthMin} karakter kullanın, örneğin iki veya üç kelime.`,
    "too-long": () => `Çok uzun: En fazla ${passwordLengthMax} karakter kullanın.`,
    breached: () =>
      "Bu şifreyi çok kişi kullanıyor. Bu yüzden kolay tahmin edilir. Size özel bir şey seçin.",
    "contains-name": () =>
      "Neredeyse sadece bir isim veya başkalarının hemen aklına gelen bir kelime. Bununla ilgisi olmayan " +
      "kelimeler ekleyin.",
  },
};
