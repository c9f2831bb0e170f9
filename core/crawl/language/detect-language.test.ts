import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectLanguage } from './detect-language.ts';

/** Sentences about a library, as somebody would put them on its page. */
const SENTENCES: readonly (readonly [language: string, text: string])[] = [
  [
    'en',
    'The library is open to all who live in the city, and there is no fee for those who have not yet turned eighteen. You can take up to ten books with you, which must be returned after four weeks, or you may ask for more time if nobody else has asked for them.',
  ],
  [
    'de',
    'Die Bibliothek ist für alle offen, die in der Stadt wohnen, und wer noch nicht achtzehn ist, zahlt nichts. Man kann bis zu zehn Bücher mit nach Hause nehmen, die nach vier Wochen zurück sein müssen, wenn sie nicht verlängert werden, weil sie auch ein anderer haben will.',
  ],
  [
    'fr',
    'La bibliothèque est ouverte à tous ceux qui habitent dans la ville, et elle est gratuite pour les enfants. On peut emprunter dix livres, qui doivent être rendus au bout de quatre semaines, sauf si on demande plus de temps et que personne ne les a réservés avec une autre carte.',
  ],
  [
    'es',
    'La biblioteca está abierta a todos los que viven en la ciudad, y no cuesta nada para los niños. Se pueden llevar hasta diez libros, que hay que devolver después de cuatro semanas, pero también es posible pedir más tiempo si no los ha pedido otra persona.',
  ],
  [
    'it',
    'La biblioteca è aperta a tutti quelli che vivono in città, e non costa niente per i bambini. Si possono prendere fino a dieci libri, che devono essere riportati dopo quattro settimane, ma si può anche chiedere più tempo se non sono stati prenotati da un altro.',
  ],
  [
    'pt',
    'A biblioteca está aberta a todos os que moram na cidade, e não custa nada para as crianças. Você pode levar até dez livros, que devem ser devolvidos depois de quatro semanas, mas também é possível pedir mais tempo se eles não foram pedidos por outra pessoa.',
  ],
  [
    'nl',
    'De bibliotheek is open voor iedereen die in de stad woont, en voor kinderen is het gratis. Je kunt tot tien boeken mee naar huis nemen, die na vier weken terug moeten zijn, maar je kan ook om meer tijd vragen als ze niet door een ander zijn besteld.',
  ],
  [
    'sv',
    'Biblioteket är öppet för alla som bor i staden, och det kostar inget för den som inte har fyllt arton. Man kan ta med sig tio böcker hem, och de ska vara tillbaka efter fyra veckor, men om ingen annan vill ha dem kan man få mer tid att läsa.',
  ],
  [
    'da',
    'Biblioteket er åbent for alle, der bor i byen, og det koster ikke noget for børn. Man kan tage op til ti bøger med hjem, og de skal afleveres efter fire uger, men hvis der ikke er nogen andre, som vil have dem, kan man få mere tid. Det gælder også for dem, der bliver hjemme.',
  ],
  [
    'nb',
    'Biblioteket er åpent for alle som bor i byen, og det koster ikke noe for barn. Man kan ta med seg opp til ti bøker hjem, og de må leveres etter fire uker, men hvis det ikke er noen andre som vil ha dem, kan man få mer tid. Det gjelder også for dem som blir hjemme.',
  ],
  [
    'nn',
    'Biblioteket er ope for alle som bur i byen, og det kostar ikkje noko for born. Ein kan ta med seg opp til ti bøker heim, og dei skal leverast etter fire veker, men om det ikkje er nokon andre som vil ha dei, kan ein få meir tid. Korleis ein gjer det, står på ei eiga side frå oss.',
  ],
  [
    'fi',
    'Kirjasto on avoinna kaikille, jotka asuvat kaupungissa, ja se on ilmainen niille, jotka eivät ole vielä täyttäneet kahdeksantoista. Voit ottaa mukaan kymmenen kirjaa, mutta ne on palautettava neljän viikon kuluttua, jos joku muu on varannut ne, tai saat pitää niitä kuin omia.',
  ],
  [
    'pl',
    'Biblioteka jest otwarta dla wszystkich, którzy mieszkają w mieście, i nic nie kosztuje dla dzieci. Można wypożyczyć do dziesięciu książek, które trzeba oddać po czterech tygodniach, ale jeśli nie ma na nie innych chętnych, to można je mieć dłużej, o ile się o to poprosi przez internet.',
  ],
  [
    'cs',
    'Knihovna je otevřena pro všechny, kteří bydlí ve městě, a pro děti je to zdarma. Můžete si půjčit až deset knih, které je třeba vrátit po čtyřech týdnech, ale pokud si je nikdo jiný nepřeje, je možné požádat o více času, aby se daly dočíst, nebo si je vzít při další návštěvě.',
  ],
  [
    'sk',
    'Knižnica je otvorená pre všetkých, ktorí bývajú v meste, a pre deti je to zadarmo. Môžete si požičať až desať kníh, ktoré treba vrátiť po štyroch týždňoch, ale ak ich nikto iný nechce, je možné požiadať o viac času, aby sa dali dočítať, alebo si ich vziať pri ďalšej návšteve.',
  ],
  [
    'hu',
    'A könyvtár mindenki előtt nyitva áll, aki a városban lakik, és a gyerekeknek nem kell fizetni érte. Tíz könyvet lehet kivenni, amelyeket négy hét után vissza kell hozni, de ha nincs más, aki azt szeretné elolvasni, akkor meg lehet hosszabbítani, és ez sem kerül semmibe.',
  ],
  [
    'ro',
    'Biblioteca este deschisă pentru toți cei care locuiesc în oraș, și nu costă nimic pentru copii. Se pot lua până la zece cărți, care trebuie aduse după patru săptămâni, dar se poate cere și mai mult timp dacă nu au fost cerute de o altă persoană, iar asta se face cu un telefon.',
  ],
  [
    'tr',
    'Kütüphane şehirde yaşayan herkes için açıktır ve çocuklar için ücretsizdir. On kitaba kadar alınabilir, ancak bu kitaplar dört hafta sonra geri verilmelidir; eğer başka bir kişi istemiyorsa daha çok süre de istenebilir. Bunun için bir form vardır ve o her gün olarak değil, haftada bir okunur.',
  ],
  [
    'vi',
    'Thư viện mở cửa cho tất cả những người sống trong thành phố, và không phải trả tiền đối với trẻ em. Bạn có thể mượn mười cuốn sách, nhưng phải trả lại sau bốn tuần, nếu không có người khác cần thì được giữ lâu hơn. Khi đến đây, bạn hãy mang theo thẻ của mình và một tấm ảnh.',
  ],
  [
    'id',
    'Perpustakaan ini terbuka untuk semua orang yang tinggal di kota, dan tidak ada biaya untuk anak-anak. Anda bisa membawa sepuluh buku, yang harus dikembalikan dalam empat minggu, tetapi jika tidak ada orang lain yang menunggu, waktu itu dapat diperpanjang karena buku tersebut tidak akan dicari oleh siapa pun.',
  ],
  [
    'ru',
    'Библиотека открыта для всех, кто живёт в городе, и для детей это ничего не стоит. Можно взять до десяти книг, которые надо вернуть через четыре недели, но если они никому больше не нужны, то можно попросить, чтобы их оставили ещё на месяц. Это можно сделать по телефону или на сайте.',
  ],
  [
    'uk',
    'Бібліотека відкрита для всіх, хто живе у місті, і для дітей це нічого не коштує. Можна взяти до десяти книжок, які треба повернути через чотири тижні, але якщо вони більше нікому не потрібні, то можна попросити, щоб їх залишили ще на місяць. Це можна зробити по телефону або на сайті.',
  ],
  [
    'bg',
    'Библиотеката е отворена за всички, които живеят в града, и за децата не струва нищо. Могат да се вземат до десет книги, които трябва да се върнат след четири седмици, но ако никой друг не ги иска, може да се поиска още време. Това се прави по телефона или на сайта на града.',
  ],
  [
    'ar',
    'المكتبة مفتوحة لكل من يسكن في المدينة، وهي مجانية لمن هو دون الثامنة عشرة. يمكن أن تأخذ معك عشرة كتب على أن تعيدها بعد أربعة أسابيع، وإذا لم يطلبها شخص غير الذي أخذها فإن من حقه أن يحتفظ بها إلى وقت آخر، كما أن ذلك لا يكلف أي شيء.',
  ],
  [
    'fa',
    'کتابخانه برای همه کسانی که در شهر زندگی می کنند باز است و برای کودکان رایگان است. هر کس می تواند تا ده کتاب با خود ببرد که باید بعد از چهار هفته آن را برگرداند، اما اگر کس دیگر آن را نخواهد، می شود آن را برای یک ماه دیگر هم نگه داشت و این کار هیچ هزینه ای ندارد.',
  ],
  [
    'hi',
    'पुस्तकालय उन सभी के लिए खुला है जो शहर में रहते हैं, और बच्चों के लिए यह निःशुल्क है। आप अपने साथ दस किताबें ले जा सकते हैं, और चार सप्ताह के बाद उन को वापस करना होगा। यदि कोई और उस किताब को नहीं चाहता है, तो आप इसे एक महीने तक और भी रख सकते हैं।',
  ],
  [
    'mr',
    'हे ग्रंथालय शहरात राहणाऱ्या सर्व लोकांसाठी खुले आहे आणि मुलांसाठी ते मोफत आहे. आपल्या बरोबर दहा पुस्तके नेता येतात व ती चार आठवड्यांनी परत करावी लागतात. पण ते पुस्तक दुसऱ्या कोणत्याही माणसाला हवे नाही असे असेल तर ते आणखी एक महिना ठेवता येते किंवा परत घेता येते, आणि त्या साठी काही द्यावे लागत नाही.',
  ],
  [
    'ja',
    '図書館は町に住んでいるすべての人が使えます。本は十冊まで借りることができますが、四週間あとに返さなければなりません。',
  ],
  [
    'zh',
    '图书馆向所有住在城里的人开放，孩子不用付钱。每个人可以借十本书，四个星期以后要还，如果没有别人要看，也可以再借一个月。',
  ],
  [
    'ko',
    '도서관은 시내에 사는 모든 사람에게 열려 있고 어린이는 무료입니다. 책은 열 권까지 빌릴 수 있으며 사 주 후에 돌려주어야 합니다.',
  ],
  ['el', 'Η βιβλιοθήκη είναι ανοιχτή για όλους όσοι μένουν στην πόλη, και για τα παιδιά είναι δωρεάν.'],
  ['he', 'הספרייה פתוחה לכל מי שגר בעיר, והיא חינם לילדים. אפשר לקחת עשרה ספרים לארבעה שבועות.'],
  ['th', 'ห้องสมุดเปิดให้ทุกคนที่อยู่ในเมือง และเด็กไม่ต้องจ่ายเงิน ยืมหนังสือได้สิบเล่มเป็นเวลาสี่สัปดาห์'],
  ['bn', 'শহরে যারা থাকে তাদের সবার জন্য এই গ্রন্থাগার খোলা, আর শিশুদের জন্য কোনো খরচ নেই।'],
  ['ta', 'நகரத்தில் வாழும் அனைவருக்கும் இந்த நூலகம் திறந்திருக்கும், குழந்தைகளுக்கு கட்டணம் இல்லை.'],
];

describe('the language of a text', () => {
  it.each(SENTENCES)('%s is told by a few sentences', (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it.each(SENTENCES)('%s is told in a long text that begins and ends in another one', (language, text) => {
    const other = 'All rights reserved. Skip to the content of this page. ';
    const long = other.repeat(4) + `${text}\n`.repeat(60) + other.repeat(4);
    expect(detectLanguage(long)).toBe(language);
  });

  it('is told where the other half is code', () => {
    const [, german = ''] = SENTENCES[1] ?? [];
    const code = 'if (x == 0) { return foo(bar, baz); }\nfor (i = 0; i < n; i++) print(i);\n';
    expect(detectLanguage(`${code}${german}\n${code}${german}`)).toBe('de');
  });

  it.each<[says: string, text: string]>([
    ['nothing', ''],
    ['a word', 'Bibliothek'],
    ['a short sentence', 'Die Bibliothek ist heute geschlossen.'],
    ['a list of names', 'Berlin Hamburg Köln Bremen Dresden Leipzig Essen '.repeat(10)],
    ['one word again and again', 'und '.repeat(500)],
    ['numbers', '1 234 567,89 '.repeat(100)],
    ['code', 'const value = compute(input, options); if (!value) throw new TypeError(message);\n'.repeat(10)],
    ['two languages', `${SENTENCES[20]?.[1]} ${SENTENCES[0]?.[1]}`],
    ['two languages of one script', `${SENTENCES[1]?.[1]} ${SENTENCES[0]?.[1]}`],
  ])('is not told by %s', (_says, text) => {
    expect(detectLanguage(text)).toBe('');
  });

  it('is the same each time, and no language is told of any text but by its tag', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc
        .array(fc.constantFrom(...SENTENCES.flatMap(([, text]) => text.split(' '))))
        .map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (text) => {
        const language = detectLanguage(text);
        expect(language).toMatch(/^(?:[a-z]{2,3})?$/);
        expect(detectLanguage(text)).toBe(language);
      }),
    );
  });
});
