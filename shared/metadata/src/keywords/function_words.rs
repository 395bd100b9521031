//! Function words, and words of the news, in languages whose published lists are missing or short.

/// Languages and their words.
pub(super) const LISTS: &[(&[&str], &str)] = &[
    (
        &["en"],
        "the and for that with this from have has had was were are been being will would could \
        should can may might must shall not but you your yours they them their theirs his her hers him she its our ours who whom \
        whose which what when where why how all any both each few more most other some such than then \
        there these those only own same too very just also into over under after before about above \
        below between through during against because until while again further once here out off \
        down upon per via one two three four five first second last next new said says say told tell \
        according year years day days week weeks month months time people many much well back even \
        still make made makes take took get got like now since however including among within without \
        around another did does doing done came come goes went going see seen use used using because \
        though although yet every whether monday tuesday wednesday thursday friday saturday sunday \
        january february march april june july august september october november december it's don't \
        didn't mr mrs ms let us way ago long part",
    ),
    (
        &["de"],
        "der die das den dem des ein eine einer eines einem einen und oder aber doch denn dass daß weil \
        wenn als wie wer was wo warum nicht kein keine keiner keinen auch nur noch schon sehr mehr \
        mit von vom für auf aus bei beim nach seit vor über unter zwischen durch gegen ohne um zum zur \
        bis ist sind war waren wird werden wurde wurden worden sein seine seiner seinem seinen ihr ihre ihrer ihrem ihren hat haben \
        hatte hatten habe kann können konnte konnten soll sollen sollte sollten muss müssen musste will wollen wollte \
        dürfen darf mag ich wir sie ihn ihm uns euch man sich mich dich diese dieser dieses diesem \
        diesen jede jeder jedes alle allem allen aller alles andere anderen anderer einige viele vielen \
        welche welcher dann dort hier heute gestern morgen jahr jahre jahren jahres tag tage tagen \
        woche monat uhr prozent zwei drei vier fünf ersten erste zweite letzten laut sagte sagt \
        damit dabei dazu davon dafür daran darauf darum dadurch deshalb jedoch sowie etwa rund bereits immer wieder \
        zwar also weiter weitere weiteren gegenüber während beiden beim ins ans gibt gab geht ging wäre hätte würde würden",
    ),
    (
        &["fr"],
        "les des une dans pour par sur avec sans sous que qui quoi dont est sont été être était étaient \
        avait avaient avoir ont ses son leur leurs nos notre vos votre mes mon ton tes cette ces cet \
        ceux celle celles celui elle elles ils nous vous lui eux pas plus moins très aussi mais donc \
        car comme quand alors ainsi encore toujours déjà jamais entre vers chez depuis pendant avant \
        après contre selon tout tous toute toutes autre autres même mêmes fait faire faut peut peuvent \
        doit doivent ans année années jour jours mois heure heures hier aujourd'hui deux trois quatre \
        premier première dernier dernière dit affirme indiqué expliqué aux pas non oui bien sera seront serait soit fois où",
    ),
    (
        &["es", "gl", "ca"],
        "los las una unos unas del que con por para como más pero sus este esta estos estas ese \
        esa esos esas aquel entre desde hasta sobre cuando donde quien quienes cual cuales muy sin \
        también fue fueron era eran ser sido está están estaba han había hay haber tiene tienen tener \
        hace hacer años año día días mes meses hora horas ayer hoy dos tres cuatro primer primera \
        último última según dijo señaló afirmó explicó todo todos toda todas otro otros otra otras \
        mismo misma cada porque durante contra ante tras nos les sino puede pueden debe así ya solo sólo aunque mientras parte son",
    ),
    (
        &["it"],
        "gli delle della dello degli dei del dal dalla dalle nel nella nelle nello sul sulla sulle con per \
        che chi cui non più anche come quando dove perché una uno sono era erano essere stato stata \
        stati state hanno aveva avevano avere questo questa questi queste quello quella quelli quelle \
        tra fra dopo prima durante contro verso secondo ogni tutto tutti tutta tutte altro altri altra \
        altre molto molti poco sempre ancora già mai anni anno giorno giorni mese mesi ieri oggi due \
        tre quattro primo prima ultimo ha detto suo sua suoi sue loro noi voi lui lei può possono deve solo alla alle allo agli alcuni parte così",
    ),
    (
        &["pt"],
        "uma uns umas dos das nos nas pelo pela pelos pelas com por para como mais mas seu sua seus suas \
        este esta estes estas esse essa esses essas aquele aquela isso isto entre desde até sobre \
        quando onde quem qual quais muito sem também foi foram era eram ser sido está estão estava tem \
        têm tinha havia haver anos ano dia dias mês meses hora horas ontem hoje dois duas três quatro \
        primeiro primeira último segundo disse afirmou explicou todo todos toda todas outro outros \
        outra outras mesmo mesma cada porque durante contra após que não são pode podem deve ainda já num numa ele ela eles elas parte",
    ),
    (
        &["nl", "af"],
        "het een van voor met aan bij naar over onder tussen door tegen zonder tot uit dat die deze dit \
        daar hier waar wie wat hoe waarom niet geen ook nog wel maar want omdat als dan toen werd \
        werden wordt worden zijn was waren heeft hebben had hadden kan kunnen kon konden zal zullen zou \
        zouden moet moeten mag mogen wil willen hij zij wij jullie hun hem haar ons onze mijn jouw veel \
        meer meest andere alle alles elke hierdie daardie nie jaar jaren dag dagen maand uur gisteren vandaag twee drie \
        vier eerste laatste volgens zegt zei tijdens sinds ongeveer steeds alleen zoals toch zo er",
    ),
    (
        &["ru", "be", "bg"],
        "что как это для при над под без между через перед после против около если или либо \
        тоже также уже еще ещё только даже когда где куда откуда почему чтобы потому который которая которое \
        которые которого которой которых которым был была было были быть есть будет будут его ему они \
        она оно нас вас них ним мне меня тебя себя свой своя свое свои своих наш ваш этот эта эти этого \
        этой этих тот той тех все всех всего весь вся каждый другой другие других один два три четыре \
        первый последний год года году лет день дня дней месяц время вчера сегодня сказал сообщил \
        отметил заявил может могут можно нужно нет так там тут очень более менее однако кроме из-за по от до со об",
    ),
    (
        &["uk"],
        "що як для при над під без між через перед після проти якщо або також вже тільки навіть коли де \
        куди чому щоб тому який яка яке які якого якої яких був була було були бути буде будуть його \
        йому вони вона воно нас вас них свій своя своє свої цей ця цього цієї цих той тих все всіх \
        весь кожен інший інші один два три рік року років день днів час вчора сьогодні сказав \
        повідомив зазначив заявив може можуть можна ще від про так там дуже більше за та не на",
    ),
    (
        &["pl"],
        "się nie jest był była było były być są będzie będą jak jako dla przez przed przy pod nad bez między \
        oraz lub albo ale czy gdy kiedy gdzie dlaczego aby żeby który która które którzy którego \
        której których tego tej tym ten ta te jego jej ich nas was nam wam ją mu im swój swoje swoich \
        już jeszcze tylko także też nawet bardzo więcej mniej wszystko wszystkie wszystkich każdy inny \
        inne innych jeden dwa trzy cztery rok roku lat dzień dni miesiąc czas wczoraj dziś powiedział \
        może mogą można podczas według około do od po za na ze we",
    ),
    (
        &["cs", "sk"],
        "jako také také však který která které kteří kterého jsou byl byla bylo byli být bude budou jeho její \
        jejich tento tato toto tyto ten této těchto ale nebo ani než pro při pod nad bez mezi před \
        jak když kde proč aby již ještě jen pouze velmi více méně všechny každý jiný jeden dva tři rok \
        roku let den dny čas včera dnes řekl uvedl může mohou podle kolem sme som bol bola bolo boli ktorý ktorá ktoré",
    ),
    (
        &["sv", "da", "nb", "nn", "no"],
        "och att det som den för med till från ett en inte har hade var vara är blir blev kan kunde ska skulle \
        vill måste han hon dom deras hans hennes sin sitt sina men eller när där här hur varför också \
        bara mycket mer mest alla andra efter före under över mellan mot utan sedan enligt säger sade \
        år dag två tre første og ikke av på de er ble blir kan vil skal må men fra til ved om hun han \
        seg sin sine sitt denne dette disse der her når hvor hvorfor også bare meget mere alle andre \
        etter efter før under over mellem mellom mod mot uten uden siden ifølge sier siger sa sagde blev været vært havde hadde \
        som det den et at for med i dag år to tre sig jag vi ni mig os oss jeg du vara flera",
    ),
    (
        &["tr"],
        "bir için ile olan olarak daha çok gibi kadar sonra önce göre ancak ama veya hem bu şu her ne \
        nasıl neden niçin değil var yok oldu olduğu olduğunu etti eden edilen yılında yıl gün ay dedi söyledi \
        ifade ise ki onun onlar bizim sizin kendi tüm bütün diğer iki üç ilk son üzere tarafından karşı arasında",
    ),
    (
        &["id", "ms"],
        "yang dan dengan untuk dari pada dalam ini itu adalah tidak akan telah sudah juga oleh sebagai \
        karena bahwa atau saat lebih bisa dapat ada mereka dia kami kita para serta kepada secara \
        hanya masih menjadi tersebut tahun hari kata ujar seorang satu dua tiga setelah sebelum antara",
    ),
    (
        &["ar", "fa", "ur"],
        "على إلى من في عن مع هذا هذه ذلك التي الذي الذين كان كانت قال قالت بعد قبل بين كما لكن \
        حيث خلال عام يوم منذ غير كل بعض أكثر حول أيضا أنه أنها وقال وأضاف این است که برای شده شد های کرد می با از به را",
    ),
    (
        &["vi"],
        "của và các những một cho với trong là được không có này đó khi đã sẽ đang từ tại theo về như người \
        năm ngày nhiều cũng còn nhưng vì sau trước",
    ),
    (
        &["fi"],
        "että joka jotka mutta myös kuin olla oli olivat ovat ole ollut sekä sen hän hänen heidän niiden \
        mukaan kanssa vuonna vuoden vuotta jälkeen ennen kun niin vain vielä enemmän kaikki muun muita sanoo sanoi",
    ),
    (
        &["hu"],
        "mind akár hogy nem egy volt voltak van lesz azt ezt már csak még mint vagy után előtt szerint évben évi \
        minden más több nagyon mert amely amelyek aki akik között mondta lehet kell így",
    ),
    (
        &["ro"],
        "care este sunt din pentru dar mai cum când unde fost avea are sau prin după înainte între despre \
        către fără foarte toate toți acest această aceste acestea anul ani ziua spus declarat poate trebuie lui sale său",
    ),
    (
        &["ko"],
        "또는 혹은 그리고 그러나 하지만 대한 위해 통해 대해 따라 있다 있는 했다 한다 이라고 밝혔다 말했다 지난 이번 오는 올해 \
        것으로 것은 것이 등을 관련 함께 가장 모든 그는 우리 이날 때문",
    ),
    (
        &["el"],
        "της του των τον την τις τους στο στη στην στον στις στους στα είναι ήταν έχει έχουν είχε είχαν που για από \
        και μας σας δεν μην ότι όπως αλλά πως ως κατά μετά πριν μεταξύ επίσης μόνο ακόμη ακόμα πολύ κάθε όλα όλοι \
        όλες όλη όλο αυτό αυτός αυτή αυτά αυτές αυτού αυτής μια μία ένα ένας μιας ενός αν όταν όπου γιατί επειδή \
        σύμφωνα είπε δήλωσε χρόνια έτος χρόνο σήμερα χθες καθένας κανείς κανένας οποία οποίο οποίος οποίες οποίοι",
    ),
    (
        &["ga", "gd"],
        "agus bhí seo sin atá tá níl ach nach leis leo lena faoi gach eile bhfuil raibh gur chun mar idir ó ón den don \
        sna iad siad muid sibh féin bheith còir tha bha nach chaidh airson eadar bhith gun leis ann aca aige",
    ),
    (
        &["lt", "lv"],
        "tačiau turi kad kaip bei yra buvo buvęs būti nuo iki prie apie per dėl jog šis ši šio šios šie šią tai tas ta \
        tie to jų jos jis ji jie taip pat dar jau tik arba bet kuris kuri kurie kurių metų metais dienos sako sakė \
        bet tas šis šī šo tie viņš viņa viņi viņu kas kurš kura kuri lai gan arī vai nav ir bija būs tika tiek par \
        pēc pirms līdz starp pret visi viss gada gadu teica saka",
    ),
    (
        &["sl"],
        "lahko tudi ali kot ker ter kateri katera katero katerih bil bila bilo bili biti bodo bi so je se da pri pred med \
        proti po iz ob za vse vsi več samo še že zelo zato kjer kdaj kako kaj ki ta tem teh tega njegov njen njihov \
        svoj leta letih let dni pravi dejal dejala glede",
    ),
    (
        &["et"],
        "ja on ei et oli olid olnud olema ole kui kes mis mida kus siis aga kuid või ning ka nii see seda selle need \
        nende tema nad oma ta meie teie enda veel juba ainult väga kõik iga enne pärast vahel vastu kohta järgi eest \
        aasta aastal päeva ütles",
    ),
    (
        &["he", "yi"],
        "של את על עם אל זה זו זאת הוא היא הם הן אני אנחנו אתה לא כי אם או גם רק כל כמו אך אבל אשר היה היתה הייתה היו \
        יהיה להיות יש אין בין לפני אחרי תחת עד מן לפי אמר אמרה שנה שנים שנת יום ימים עוד יותר מאוד כדי אחד אחת שני",
    ),
    (
        &["hi", "mr", "ne"],
        "और का की के को में से पर है हैं था थी थे यह वह ये वे इस उस इन उन जो कि ने भी ही तो या एक दो नहीं लिए साथ बाद पहले तक \
        किया किए गया गई गए करने करते हुए होने होता होती कहा बताया अपने अपनी कर रहा रही रहे \
        आणि आहे आहेत होते होती हा ही हे त्या या तो ती ते साठी मध्ये नाही पण किंवा असे असा केले केला झाले म्हणून म्हणाले \
        र छ छन् थियो को मा ले लाई बाट पनि यो त्यो तर वा गर्ने गरेको भएको हुन हुने",
    ),
    (
        &["uz"],
        "ва учун бўлган билан ҳам бу у эса каби бўлиб деб эди эмас лекин ёки барча ҳар бир икки йил йили кун \
        va uchun bo'lgan bo‘lgan bilan ham bu esa kabi bo'lib deb edi emas lekin yoki barcha har bir ikki yil yili kun",
    ),
    (
        &["sr", "bs", "hr"],
        "и у на је се да за са су од из до по о као или али који која које коме којих био била било били бити ће \
        би није нису не што шта како када где јер због после пре између против током према више само још већ тај \
        та то те ти тога томе овај ова ово ове тим тих његов његова њен њихов он она они њега њих себе свој своје \
        може могу треба један једна два три године година дана каже рекао рекла \
        je se da za sa su od iz do po kao ili ali koji koja koje kojih bio bila bilo bili biti će bi nije nisu \
        što šta kako kada gdje gde jer zbog poslije posle prije pre između protiv tijekom tokom prema više samo još \
        već taj toga tome ovaj ova ovo ove njegov njezin njen njihov oni njega njih sebe svoj može mogu treba jedan \
        godine godina dana kaže rekao rekla",
    ),
    (
        &["mk"],
        "биде бидат и во на се да за со од до по како или но кој која кое кои кога каде што беше биле бил била било ќе би не \
        нема зашто поради потоа пред меѓу против според повеќе само уште веќе тој таа тоа тие овој оваа ова овие \
        неговиот нејзиниот нивниот него нив себе може можат треба еден една два три година години дена вели рече",
    ),
    (
        &["is", "fo"],
        "því ella hava skal fyri og að er var sem ekki við til með fyrir frá hefur hafa hafi hafði verið vera voru eru þess þeir þær þau það \
        þetta þessi þessu þann þar þegar hann hún hans hennar þeirra sig sér sinn sína um yfir undir eftir áður \
        milli gegn vegna en eða líka einnig bara mjög meira allt allir öll sé séu segir sagði ár ára daga",
    ),
    (
        &["cy"],
        "mae yn yr ar gan gyda wedi sydd oedd bod ond hefyd eu ei am fod gael ac nad ddim hyn hwn hon hynny roedd bydd \
        dros drwy rhwng heb cyn ar ôl mwy pan lle sut pam pwy beth nhw hi chi fe iddo iddi iddynt",
    ),
    (
        &["ka"],
        "და რომ არის იყო ეს ის რომელიც რომლის რომლებიც მაგრამ ან თუ არ როგორც მისი მათი იგი ისინი მათ მას ამ იმ უნდა \
        შემდეგ მიერ შესახებ შორის მხოლოდ ასევე უკვე კი ყველა ყოველი სხვა აქვს ჰქონდა არა იქნება რა სად როდის წელს წლის",
    ),
    (
        &["kk", "ky"],
        "және мен бен пен үшін болып болды болған бар жоқ осы бұл сол ол олар оның олардың өз деп дейді де да та те \
        бірақ немесе туралы кейін дейін бойынша арқылы сияқты ғана тағы барлық әр бір екі жылы жыл күні \
        жана менен үчүн болуп болгон бул ошол алар анын алардын дагы бирок же жөнүндө кийин чейин боюнча аркылуу \
        сыяктуу гана бардык бир эки жылы күнү эмес эмне",
    ),
    (
        &["mn"],
        "нь ба болон бөгөөд байна байсан байгаа юм бол энэ тэр эдгээр тэдгээр түүний тэдний гэж гэсэн гэдэг дээр доор \
        дараа өмнө хүртэл тухай мөн ч харин эсвэл бүх өөр өөрийн хэрэв учир бай олон нэг хоёр оны он жил өдөр",
    ),
    (
        &["te"],
        "మరియు ఈ ఆ ఒక కానీ లేదా ఉంది ఉన్న ఉన్నాయి ఉన్నారు అని కూడా తన తమ వారి వారు అతను ఆమె అది ఇది అవి ఇవి నుండి \
        నుంచి కోసం గురించి తర్వాత ముందు వరకు మీద పై లో తో కు కి అయితే కాదు లేదు చేసిన చేసి అన్ని ప్రతి రెండు",
    ),
    (
        &["ml"],
        "ഒരു ഈ ആ എന്ന എന്ന് എന്നാൽ എന്നിവ അല്ലെങ്കിൽ ഉണ്ട് ഉള്ള ആണ് ആയിരുന്നു അവർ അവരുടെ അദ്ദേഹം അവൾ അത് ഇത് അതിന്റെ തന്റെ \
        നിന്ന് വേണ്ടി കുറിച്ച് ശേഷം മുമ്പ് വരെ കൂടി മാത്രം എല്ലാ മറ്റ് ഇല്ല അല്ല രണ്ട് ചെയ്ത",
    ),
    (
        &["kn"],
        "ಮತ್ತು ಈ ಆ ಒಂದು ಆದರೆ ಅಥವಾ ಇದೆ ಇದ್ದ ಇವೆ ಎಂದು ಎಂಬ ಕೂಡ ತನ್ನ ತಮ್ಮ ಅವರ ಅವರು ಅವನು ಅವಳು ಅದು ಇದು ಅದರ ಇಂದ ಗಾಗಿ \
        ಬಗ್ಗೆ ನಂತರ ಮೊದಲು ವರೆಗೆ ಮೇಲೆ ಮಾತ್ರ ಎಲ್ಲಾ ಇತರ ಅಲ್ಲ ಇಲ್ಲ ಎರಡು ಮಾಡಿದ ಆಗಿದೆ",
    ),
    (
        &["pa"],
        "ਅਤੇ ਹੈ ਹਨ ਸੀ ਸਨ ਦਾ ਦੇ ਦੀ ਦੀਆਂ ਨੂੰ ਨੇ ਤੋਂ ਵਿੱਚ ਵਿਚ ਤੇ ਉੱਤੇ ਲਈ ਨਾਲ ਇਹ ਉਹ ਇਸ ਉਸ ਇੱਕ ਇਕ ਜੋ ਕਿ ਪਰ ਜਾਂ ਵੀ ਹੀ ਨਹੀਂ \
        ਬਾਰੇ ਬਾਅਦ ਪਹਿਲਾਂ ਤੱਕ ਸਾਰੇ ਹੋਰ ਕੀਤਾ ਕੀਤੀ ਕਰਨ ਗਿਆ ਗਈ ਹੋਇਆ ਕੋਈ ਆਪਣੇ ਆਪਣੀ ਉਨ੍ਹਾਂ",
    ),
    (
        &["ps"],
        "او په د چې دی ده دي وو و نه ته له څخه سره کې هم دا دغه هغه هغوی خپل خپله لپاره اړه وروسته مخکې پورې یا خو ټول بل یو دوه کړی شوی",
    ),
    (
        &["am"],
        "እና ነው ነበር ናቸው ነበሩ ላይ ውስጥ ወደ ከ ስለ እንደ ግን ወይም ይህ ያ እነዚህ እሱ እሷ እነሱ ጋር በኋላ በፊት ድረስ ብቻ ሁሉም ሌላ አንድ ሁለት የሚሆን አይደለም",
    ),
    (
        &["mt"],
        "li u ta tal fil fuq dan din dawn kien kienet kienu huwa hija huma biex għal għall minn mill ma' mal iżda jew \
        meta fejn kif għax wara qabel bejn kontra kull oħra oħrajn biss ukoll diġà mhux għandu għandha",
    ),
    (
        &["lb"],
        "an a de den d'en vun fir mat bei op zu ze net awer och nach wéi wann well datt dass ass sinn war waren gouf \
        goufen huet hunn hat haten kann kënnen däerf muss mussen säi seng hir hire mir dir si hien et dat déi dës \
        dësen no virun tëscht géint ouni iwwer ënner bis ëmmer scho méi ganz all aner",
    ),
];
