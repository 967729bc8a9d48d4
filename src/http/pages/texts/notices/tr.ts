// Not yet read by a native speaker.
import { contactPlace } from "../../../../domain/school/contact.ts";
import { dateFormat, listFormat } from "../../../../formats/region-formats.ts";
import { durationFormat, type NoticeTexts } from "./notices.ts";

export const notices: NoticeTexts = {
  duration: durationFormat("tr-TR"),
  date: dateFormat("tr-TR", { dateStyle: "long" }),
  list: listFormat("tr-TR"),
  privacy: {
    link: "Verileriniz",
    title: "Siz ve çocuğunuz hakkında neleri saklıyoruz",
    responsible: {
      heading: "Kim karar verir",
      lines: [
        "Bu verilerle ne yapılacağına çocuğunuzun okulu karar verir. Bu, okulun eğitim verme görevinin " +
          "bir parçasıdır. Thuisinlog verileri okul için saklar ve başka hiçbir şey için kullanmaz. " +
          "Reklam yoktur. Çocuğunuzun ne yaptığını izlemeyiz.",
      ],
    },
    operator: (name) => `Thuisinlog hizmetini okul için ${name} yürütür.`,
    kept: {
      heading: "Neleri saklıyoruz ve neden",
      lines: [],
      items: [
        "Çocuğunuzun adı, sınıfı (groep) ve okulun öğrenci kaydındaki numarası. Bunları okuldan alırız. " +
          "Böylece kimin giriş yaptığını biliriz.",
        "Okul kullanıyorsa çocuğunuzun ECK iD’si. Bu, okul için özel bir numaradır. Öğrenme programları " +
          "çocuğunuzu bu numarayla tanır.",
        "E-posta adresiniz. Bunu okula siz verdiniz. Kullanıcı adı budur ve e-postaları bu adrese " +
          "göndeririz.",
        "Çocuğunuzun şifresi ve resimleri, okunamaz hâlde. Bunları kimse okuyamaz, biz de okuyamayız.",
        "Ne zaman giriş yapıldığı ve hangi cihazların hatırlanmasını istediğiniz, örneğin “Android’de " +
          "Chrome”.",
        "Hangi e-postaları gönderdiğimiz ve bunların ulaşıp ulaşmadığı.",
        "Girişle ilgili neyin değiştiği ve kimin değiştirdiği. Okul bunu böylece sonradan kontrol " +
          "edebilir.",
      ],
      after: [
        "Burgerservicenummer (BSN), doğum tarihi, ev adresi veya fotoğraf saklamayız.",
        "Sadece gerekli olan çerezleri (cookies) kullanırız: girişiniz açık kalsın, cihazınız " +
          "hatırlansın ve seçtiğiniz dil kalsın diye.",
      ],
    },
    shared: {
      heading: "Verileri kim alır",
      lines: [],
      items: [
        "Çocuğunuzun öğretmenleri ve okulun ICT koordinatörü (okulun bilgisayar sorumlusu) e-posta " +
          "adresinizi görür. Şifre oluşturulup oluşturulmadığını da görür. Şifreyi görmezler.",
        "Çocuğun diğer ebeveyni (annesi veya babası) e-posta adresinizi görmez.",
        "Bizim için e-postaları gönderen ve bilgisayarlara bakan şirketler.",
        "Öğrenme programını yapan şirket, ancak çocuğunuz giriş yapıp programı açtığında. Bu şirket, " +
          "sadece onun için kullanılan bir numara alır. Adı, sınıfı, ECK iD’yi veya okulu da alabilir, " +
          "ama ancak bunlara ihtiyacı varsa ve okul izin verirse.",
      ],
    },
    data: {
      pseudonym: "özel bir numara",
      "first-name": "adı",
      group: "sınıfı",
      "eck-id": "ECK iD’si",
      school: "okulu",
    },
    perPublisher: (childName) =>
      `Öğrenme programlarını yapanlar ${childName} hakkında şunları alır:`,
    noPublisher: (childName) => `Okul, ${childName} için bir öğrenme programı açmadı.`,
    logIn: "Her program için çocuğunuzun hangi verilerinin verildiğini görmek için giriş yapın.",
    periods: ({ link, resetLink, session, device, mails, retention, audit }) => ({
      heading: "Ne kadar süre saklıyoruz",
      lines: [],
      items: [
        "Çocuğunuz bu okulda olduğu ve okul e-posta adresinizi silmediği sürece. Çocuğunuz okuldan " +
          `ayrılırsa artık giriş yapılamaz. Her şeyi ${retention} sonra sileriz. Okul başka bir süre ` +
          "seçebilir, en fazla bir yıl.",
        `İlk e-postadaki link ${link} çalışır; okul başka bir süre seçmiş olabilir. Yeni bir şifre için ` +
          `olan link ${resetLink} çalışır.`,
        `Giriş, siz çıkış yapana kadar açık kalır, en fazla ${session}.`,
        `Bir cihaz, siz “Unut” düğmesine basana kadar hatırlanır; son kullanımdan sonra en fazla ${device}.`,
        `Bir e-posta hakkında bildiklerimiz: gönderildikten sonra ${mails}. En yeni e-posta hakkında ` +
          "bildiklerimiz: adresiniz bizde kayıtlı olduğu sürece.",
        `Neyin değiştiği ve kimin değiştirdiği: ${audit}, ad ve e-posta adresi olmadan.`,
      ],
    }),
    rights: {
      heading: "Neleri isteyebilirsiniz",
      lines: [
        "Neleri sakladığımızı görebilirsiniz. Verileri düzelttirebilir veya sildirebilirsiniz. İtiraz da " +
          `edebilirsiniz. Bunu okuldan isteyin${contactPlace}. Okul bunu sizin için hemen yapabilir.`,
        "Sizin olmayan bir çocuk hakkında e-posta mı aldınız? O e-postadaki linki açın ve “Bu benim " +
          "çocuğum değil” seçeneğini seçin.",
        "Okulla anlaşamıyor musunuz? O zaman denetleyen kuruma şikâyette bulunabilirsiniz:",
      ],
    },
    authority: "Autoriteit Persoonsgegevens (kişisel verileri koruyan Hollanda kurumu)",
  },
  accessibility: {
    link: "Erişilebilirlik",
    title: "Herkes kullanabilsin diye",
    standard: {
      heading: "Hangi kurallara uyuyoruz",
      lines: [
        "Bu sayfalar ve e-postalarımız WCAG 2.2 kurallarına uyar, A ve AA düzeyinde. Avrupa standardı " +
          "EN\u00a0301\u00a0549 da bunu ister.",
      ],
    },
    tests: (testedOn) => ({
      heading: "Bunu nasıl kontrol ediyoruz",
      lines: [`Her sürümü test ederiz (son test: ${testedOn}):`],
      items: [
        "her sayfayı ve her e-postayı axe adlı test programıyla, açık ve koyu renklerde;",
        "bütün adımları sadece klavyeyle;",
        "dar bir ekranda (320 piksel), iki kat büyük yazıyla ve JavaScript olmadan.",
      ],
    }),
    limits: {
      heading: "Neler daha iyi olabilir",
      lines: [],
      items: [
        "Resimlerle giriş için çocuğun dört resmi sırasıyla aklında tutması gerekir. Şifreyle giriş her " +
          "zaman mümkündür.",
        "Her gün ekran okuyucu kullanan kişiler sayfaları henüz test etmedi.",
        "Başkalarının öğrenme programları kendi sitelerinde açılır. O siteler bizim değil.",
      ],
    },
    contact: {
      heading: "Bir şeyi yapamıyor musunuz?",
      lines: [`Okula${contactPlace} veya bize söyleyin. Bir çözüm ararız.`],
    },
  },
  contactOperator: "Thuisinlog ile iletişime geçin",
};
