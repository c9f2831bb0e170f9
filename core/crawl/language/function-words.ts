/**
 * Words that hold sentences together, by language: the most frequent ones that say nothing of the subject. A third to a
 * half of a running text is of these, in agglutinating languages a tenth, and hardly any of a text in another language.
 * In lower case, as they stand between white space, hyphens and apostrophes.
 */
const LATIN: Readonly<Record<string, string>> = {
  af: 'die van en in is het dat nie te vir met wat om aan hy ek op sy by word as sal jy kan ons maar was of so hulle deur hierdie daar ook wees moet enige elke geen sonder tussen',
  az: 'və bu ki bir ilə üçün də da olan olaraq o kimi öz hər edir onun isə daha var çox sonra lakin olur ya hüququ malikdir malik heç bütün etmək edilir edilmiş tərəfindən hüquq',
  ca: 'de la i el que a en les els per amb un una és del no al es dels són aquest aquesta com o més ha seva seu pot tot també està però ser sobre sense tots cap dret han hi ho',
  cs: 'a se v na je že s z do o i to ve pro jako by ale za od po si který která které jsou bude nebo být k aby jeho tak při také podle může není jen však mezi když má bez každý právo nikdo jiné své všech bylo byl byla kteří jsem',
  cy: 'y yn a i o ar ei yr mae gan bod neu am eu â fod wedi ac un hawl bob pob sydd oes gyda hynny hwn hon nid hyn eich dros bydd fel wrth mewn dan drwy',
  da: 'og i det er en til på for at med den de har et om var ved eller kan fra men så skal vil denne disse hvis når sin hvor være enhver hver alle bare ikke som jeg han hun vi man over under hvordan deres kunne skulle få får der også dette ham af efter nogen noget nogle mere meget uden mellem gennem bliver blev bruges sig hvad op mod ud nu fordi sådan heller må blevet',
  de: 'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch wenn kann diese einen jeder hier sein keine beim',
  en: 'the of and to in a is that for it as with on be by this are or from at an was not which you have has can if will but they its all we their one when your there more been other any these may also into only our his would should no so what how about do than after',
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más o este sus esta pero ha son si entre cuando sin sobre ser también hay todo desde está muy puede fue le ya todos toda tiene derecho cada uno eso esa donde',
  et: 'ja on ei et kui see oma mis või ka ning selle seda ta ega kes aga nii olema tema oli siis võib nende mida kõik veel iga kas neid pole sellest kuid millest tuleb ole peab üle vahel igal',
  eu: 'eta da ez bat du ere dira edo izan den dute duen zen baina hau hori horren beste egin egiten bere dituzten izango dela behar bezala gabe guztiek arabera nahi dago beren eskubidea baten ditu honen',
  fi: 'ja on ei että se oli hän joka myös kun mutta jos tai ovat sen tämä ole voi niin kuin sekä olla ne jotka joita mukaan kanssa jonka vain eli hänen mitä sitä niiden tätä tämän jokaisella oikeus ilman siitä joko käytetään',
  fr: 'de la le et les des en un du une que est pour qui dans par sur au pas plus ce ne se avec sont il à ou cette aux son sa être ses comme mais nous vous elle ils leur on si tout sans fait même peut été entre toute droit ainsi ces deux aussi',
  ga: 'an na agus a ar is i le go do ag de tá gach nó sin duine chun bheith leis ní atá bhí sé aon cheart faoi mar sa ach ina siad den don seo féin ó bhfuil eile lena nach',
  gl: 'de a e o que do da en un unha os para as con non por se na dos ao no das é como máis ou está súa seu á foi pero ten son cando tamén nas nos ser dereito polo pola toda todo esta este moi lle sen entre persoa ningún',
  ha: 'da a ta na ya ba ko wanda cikin don su yana ne ce shi kuma za mai duk wani kowane wata daga zuwa ga wannan yin yi suna yake domin yadda akan sai ake kamar ita hakkin kowa ana',
  hr: 'i u je na se da su za od o s ne koji kao iz koja ili ima po do sve biti ako bi koje te ali može prava pri njegov samo ovo nije bio kako svoje prema pravo bez sa ovaj kod kojim što tko svatko nitko prije gdje također međutim uvjetima uvijek vrijeme tijekom dijela ovdje netko bilo budući sljedeće',
  hu: 'a az és hogy nem is egy ez ha azt meg mint de van csak vagy kell még el amely lehet minden ki volt ezt sem aki más között ami joga annak után által valamint akkor ezek például mind személynek olyan illetve',
  id: 'yang dan di dengan untuk tidak ini dari dalam akan pada itu adalah ke ada juga oleh sebagai atau dapat tersebut orang lebih saya setiap berhak kami mereka telah harus jika serta secara tanpa sudah seperti hanya ia kepada boleh menggunakan karena bisa bahwa sebuah merupakan apakah sesuatu seorang tetapi saat hal beberapa digunakan sejak lain',
  is: 'og að í á er sem til um það við en af ekki fyrir með var hann hafa eru því þeir þess eða hefur svo þá verið ef frá þar skal þessi vera eftir nú sér hver maður rétt allir skulu enginn',
  it: 'di e il la che in un a per è una del non sono i le con si da dei della come al ha o più nel anche lo gli alla su questo delle ma se nella suo sua essere ogni può dal ad questa loro cui tra ed stato quando diritto individuo senza dalla viene',
  jv: 'lan kang ing ingkang sing saben hak wong iku karo dening uga kanggo marang utawi utawa ora wonten nduweni ana saka ning dadi bisa menyang iki liyane dheweke kabeh kudu gadhah tiyang punika dipun kaliyan sedaya mboten',
  la: 'et in est non ad ut cum quod qui sed si esse de atque ex aut sunt per quae enim a nec ab hoc etiam quam ac eius omnes id autem sit ne pro hominum se vel ius quo',
  lt: 'ir kad yra į su iš ne tai o kaip jis buvo ar bet apie prie nuo už jo jų arba turi teisę gali savo kai tik pagal dėl kurie kiekvienas žmogus būti jei šis po per nėra kuri visi taip pat šio ši bei',
  lv: 'un ir ar no uz ka par tas bija pie ne kas vai lai arī pēc bet kā to tiek tiesības savu katram cilvēkam ikvienam viņa var ja jo tā šis kurš jebkuru visiem nav gan tikai pret būt viņš citu bez šī kuru',
  ms: 'yang dan di dengan untuk tidak ini dari dalam akan pada itu adalah ke ada juga oleh sebagai atau dapat tersebut orang lebih saya setiap berhak kami mereka telah harus jika serta secara tanpa sudah seperti hanya ia kepada boleh menggunakan kerana bahawa hendaklah ialah daripada tiada sesiapa mana bagi supaya perlu tetapi apabila seseorang lain beliau',
  mt: 'li u ta ma il l fil għandu kull ta’ hija jew dritt għal tal minn huwa dan fuq din b’ għall ikun bil mill kif biex f’ jista ebda wieħed bniedem mhux dawn fl hemm għandha tkun',
  nb: 'og i det er en til på for at med den de har et om var ved eller kan fra men så skal vil denne disse hvis når sin hvor være enhver hver alle bare ikke som jeg han hun vi man over under hvordan deres kunne skulle få får der også dette ham av etter noen noe mer mye uten mellom gjennom blir ble brukes seg hva opp mot ut nå fordi slik dersom må blitt',
  nl: 'de van het een en in is dat op te zijn met voor die niet aan er om ook als dan maar bij of uit nog worden door naar heeft tot ze wordt kan geen hij deze over ik was meer wat hun dit zich recht ieder moet zal welke onder tegen kunnen',
  nn: 'og i det er som ein til på av for at med den dei har ikkje eit om var seg ved eller kan frå men så skal vil blir dette også etter når sin mot kvar vere mellom utan eg berre denne vart no noko over opp ha alle kva korleis fordi mykje nokon me vi hans rett',
  pl: 'i w na z się do nie że jest to o jak za od po przez dla ale są co oraz jego lub może który tym tego przy czy ma tylko być jej ich która które już tak ze pod bez jako człowiek prawo każdy można jeśli także',
  pt: 'de a o que e do da em um para com não uma os no se na por mais as dos como mas ao das à seu sua ou quando nos já também só pelo pela até isso entre depois sem mesmo aos seus nas esta este você ser são pode toda todo pessoa tem direito foi está é',
  ro: 'de și în a la cu pe care nu este din un o că să pentru sau mai ca fi al ale se prin orice sunt dar au am fost ce lui după are dreptul acest această cum dacă poate fără sa îi lor persoană toate ei doar către când unui unei',
  sk: 'a sa v na je že s z do o i to vo pre ako by ale za od po si ktorý ktorá ktoré sú bude alebo byť k aby jeho tak pri tiež podľa môže nie len však medzi keď má bez každý právo nemá iné jej nikto prípade bolo bol bola ktorí som svoje všetkých',
  sl: 'in je v na da se za so ki ne z po tudi kot pa pri od iz do s o ima ali kakor biti pravico lahko če vsakdo ter bi bil njegove le še mora med sta to svoje kdo tega pred kar vse te kjer samo brez zaradi nad jih',
  sq: 'dhe të në e i me për që nuk një është nga ka se si ose ai do duhet kjo ky ta tij ishte më kanë janë deri pa ndaj drejtë saj por çdo gjithë vetëm mund asnjë kush prej drejta ndër njeri këtë',
  sr: 'i u je na se da su za od o s ne koji kao iz koja ili ima po do sve biti ako bi koje te ali može prava pri njegov samo ovo nije bio kako svoje prema pravo bez sa ovaj kod kojim šta što ko svako niko pre gde takođe međutim uslovima uvek vreme tokom ovde neko bilo budući sledeće dela',
  sv: 'och i att det som en på är av för med den till inte de har ett om var han men så vi från kan när hon eller skall ska sig vid över ut hade efter genom sin varje rätt mot utan måste andra vilken vara detta också där bara finns blir under denna används',
  sw: 'na ya wa kwa ni katika za la kila mtu haki au cha kuwa hii yake pia kama yoyote lakini huo wake hiyo ambayo hayo zake vya bila wote kutoka yeye wao ana hizo mwingine alikuwa si ili kwamba watu sana',
  tl: 'ang ng sa mga na at ay may ito para hindi bawat karapatan o kanyang isang ni siya kung lahat tao mula ngunit nito dapat bilang kaya rin walang upang iyon pa din dahil sinumang anumang alinman kapag nang',
  tr: 've bir bu için ile da de olarak gibi daha çok olan kadar en ne ya sonra her ancak veya değil ise var kendi o hakkı vardır içinde bütün tarafından göre olmak eder olur şekilde hiçbir kimse edilen diğer üzere böyle ki mi',
  uz: 'va bu bilan uchun bir ham har ega bo yoki huquqiga emas esa o unga qilish kerak uning lekin shu barcha deb hech kishi inson u biror erkin hamda mumkin boshqa edi',
  vi: 'và của có được các là trong cho không một những với để đã này người mọi về khi đến như cũng từ hay ra bị theo phải tại quyền ai đều nhưng trên vào nào thì sẽ nếu làm nhiều việc hoặc vì đó',
  yo: 'ni ti si ati àwọn tí ó kan gbogbo fún bí àti láti tó nínú sí ẹ̀tọ́ ènìyàn ní kò tàbí a rẹ̀ lati ṣe pé wọ́n lè gẹ́gẹ́ náà bá awọn fun ẹni kọ̀ọ̀kan yìí',
  zu: 'ukuthi futhi noma kanye yonke wonke ngokuthi umuntu unelungelo kufanele lokhu khona kodwa uma ukuze ngenxa kakhulu abantu yakhe ngaphandle nje leyo lolu njengoba kumele kulo ilungelo muntu onke enye nanoma',
};

const CYRILLIC: Readonly<Record<string, string>> = {
  be: 'і у не на што з да як ён а гэта за аб па ад для ці яго або кожны чалавек мае права быць пры таксама якія які іх калі толькі яе павінна былі ўсе без яны але можа так ва са гэты свайго адзін гэтага',
  bg: 'на и да се в за от не са с по е това като че при или към един му който която които има може всеки човек право без си той бъде само те най ще както тези този до но също ако след така във със между',
  kk: 'және мен бұл бір бар да үшін ол де оның деп болып бойынша емес немесе әр адам құқығы құқылы өз сол осы керек болуы барлық кез ешкім тиіс болады еді қарай кейін болған дейін туралы өзінің оны жоқ',
  ky: 'жана менен бул бир бар да үчүн ал деп анын болуп же ар адам укугу укуктуу өз ошол керек болууга бардык эч ким тийиш болот эмес кийин болгон чейин жөнүндө өзүнүн аны жок тарабынан',
  mk: 'на и да се во за од не со по е што тоа како или ги му го кој која кои има може секој човек право без си тој биде само тие ќе овој оваа до но исто ако така меѓу сите сум нема според беше низ под при',
  mn: 'нь бол байна ба энэ юм их тэр хүн гэж байх эрхтэй болон бүр байсан юу түүний тул эсвэл бөгөөд өөрийн эдлэх болно хэн ямар дээр хүний үед тухай дор гэсэн хийх нэг буюу өөр ч тэдний бус ёстой',
  ru: 'и в не на что с по как это из у за от для к о а то его но или при все так же если может был их только бы до также человек каждый имеет право быть она он они этого чтобы когда которые который во со без уже где нет есть под этот',
  sr: 'и у је на се да су за од о не који што као из која или има по до све бити ако би које те али може права при његов само ово није био како своје према право свако без пре где са ко овај такође код међутим',
  tg: 'ва ки дар ба аз ин бо ҳар аст барои он як ҳуқуқ дорад инсон бояд худ ё на ҳам мешавад шавад ҳеҷ кас шудааст буд тамоми дигар кунад карда то бар ягон пас низ',
  uk: 'і в не на що з у до як та за від це для про його або але має право кожна людина бути при також які який їх коли тільки її повинна були всі без вони може так бо є ще по той цього щоб він якщо зі цей із буде',
};

const ARABIC: Readonly<Record<string, string>> = {
  ar: 'في من على أن إلى التي هذا الذي ما لا هو كل أو عن مع هذه كان ذلك أي بين كما لم قد له فيه و حق شخص لكل هي إن بعد غير ولا منها أيضا كانت تم عند حتى إذا وهو الحق عليه فرد',
  ckb: 'لە بە و کە بۆ ئەم هەر دەبێ یان خۆی هەیە مافی ئەو هەموو بێ لەگەڵ مرۆڤ کەس وەک نییە هیچ یەک ئەوە بوو دەکات ئازادی بکات ئەوەی نابێ کرد',
  fa: 'و در به از که این را با است برای آن یک خود تا بر هر می شود شد نیز حق دارد یا کس های او شده باشد ها اما اگر هم باید کند بود کرد دارند هیچ همه بین پس دیگر نمی چه بدون',
  ps: 'د او په چې سره له کې دی لري هر ته حق يا نه ده هغه چي تر خپل یا بايد يو دا څوک شي کړي هم هیڅ کوي ټول وي څخه شوی دې',
  ug: 'ۋە بىلەن بۇ ھەر ئۈچۈن بىر ئۇ دەپ ياكى ئادەم ھوقۇقىغا ھوقۇقى كېرەك ئۆز ئىگە بولغان ھېچكىم قىلىش ھەممە ئەمەس ئۇنىڭ بولۇشى بار شۇ',
  ur: 'کے اور کی میں ہے کا سے کو یہ پر کہ ہیں نے اس ہر جو نہیں ایک کر ہو لیے بھی کیا یا حق تھا جائے اپنے ان وہ شخص گا تو ہوئے تک جا تھے ساتھ کسی کرنے بعد جس',
};

const DEVANAGARI: Readonly<Record<string, string>> = {
  hi: 'के में है की और से का को पर यह ने एक कि इस भी हैं जो नहीं कर लिए तो किया या हो था प्रत्येक अधिकार व्यक्ति अपने वह साथ उसके तथा जा होगा ही कोई किसी गया बाद तक थे थी उस',
  mr: 'आहे आणि या व हा ही ते त्या तो किंवा प्रत्येक अधिकार असा आपल्या त्याच्या नाही मध्ये होते ती हे असे केले करण्यात येते तसेच होता असून कोणत्याही हक्क माणसाला पण कोणालाही आला झाले साठी वर',
  ne: 'को मा र छ हो लाई पनि यो छन् तथा वा प्रत्येक अधिकार व्यक्ति आफ्नो गर्ने हुने भएको कुनै त्यस गरेको थियो एक का ले हुन्छ व्यक्तिलाई हुनेछ छैन भने गर्न बाट त्यो अनुसार तर',
};

/** By script, for a language has its words in one. */
export const FUNCTION_WORDS = {
  latin: LATIN,
  cyrillic: CYRILLIC,
  arabic: ARABIC,
  devanagari: DEVANAGARI,
} as const;
