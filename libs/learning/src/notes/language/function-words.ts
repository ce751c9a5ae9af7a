import type { Language } from '../lexicon/lexicon.js';

/**
 * The words that hold sentences together, and those that advisers' notes use all the time: they tell a language, and they are never
 * typing errors for something else. Accents stand as written; they are folded where words are compared.
 */
export const functionWords: Readonly<Record<Language, string>> = {
  en: `a an the this that these those and or but nor so if then than as because while when where which who whom whose what why how of in on at by for from to into
with without about over under after before between during until since through against i you he she it we they me him her us them my your his its our their mine hers
is are was were be been being am has have had having do does did done doing will would can could shall should may might must not no yes never always often sometimes
again still yet already soon now today yesterday here there very too much many more most less least few some any all both each every other another such only just also
even rather quite really maybe perhaps client customer came come comes called call asked ask asks wants want wanted needs need likes like loves love looking look looks
prefers prefer bought buy buying shop store boutique visit visited next last year month week day time new old good great nice well back out up down off met meet talked
told said says got get gets give gives gave take took make made see saw seen show showed shown tried try think thinks know knows let please thanks first second one two
three check checks checked it's she's he's don't doesn't didn't isn't wasn't won't can't couldn't around something nothing anything everything someone together enjoy enjoys you're i'm that's going gonna people thing things really she'll we're they're having got her`,
  fr: `le la les un une des du de au aux ce cet cette ces et ou mais donc or ni car si que qui quoi dont où quand comme lorsque puisque parce afin pour par avec sans sous sur
dans en vers chez entre depuis pendant avant après contre jusque je tu il elle on nous vous ils elles me te se lui leur leurs mon ma mes ton ta tes son sa ses notre nos
votre vos y est sont était étaient être été a ont avait avaient avoir eu fait font faire va vont aller peut peuvent veut voulait veulent doit ne pas plus jamais rien
aucun aucune personne toujours souvent parfois encore déjà bientôt maintenant aujourd'hui hier ici là très trop beaucoup peu moins assez tout tous toute toutes même
aussi seulement surtout plutôt vraiment peut-être cliente client cherche cherchait aime adore souhaite souhaitait préfère voudrait venue venu passée passé vu vue
acheté achète acheter boutique magasin visite semaine mois année jour jours prochaine prochain dernière dernier nouvelle nouveau bon bonne bien c'est n'est d'un d'une
qu'elle qu'il elle l'a a-t-elle rendez-vous demande demandé propos chose rien quelque quelques autre autres deux trois fois parle parlé montré essayé essayer appelle`,
  it: `il lo la i gli le un uno una del dello della dei degli delle al allo alla ai agli alle dal dalla dai nel nella nei nelle sul sulla sui di a da in con su per tra fra e ed
o ma anche né se che chi cui quale quali quando dove come perché mentre poi allora io tu lui lei noi voi loro mi ti si ci vi me te suo sua suoi sue mio mia miei mie nostro
nostra vostro vostra questo questa questi queste quello quella quelli quelle è sono era erano essere stato stata ha hanno aveva avere avuto fa fanno fare fatto va vanno
può possono vuole voleva vogliono deve devono non no sì mai sempre spesso ancora già presto ora adesso oggi ieri qui lì molto molta molti molte troppo poco più meno tanto
tutto tutta tutti tutte altro altra altri altre solo soltanto davvero forse cliente cerca cercava ama adora piace piacciono preferisce vorrebbe venuta venuto passata
passato visto vista comprato compra comprare negozio boutique visita settimana mese anno giorno giorni prossima prossimo scorsa scorso nuova nuovo bene buono buona
l'ha c'è dell'anno appuntamento chiede chiesto qualcosa niente nulla ogni due tre volta parlato mostrato provato provare chiamare desidera ricorda gradisce interessa`,
  es: `el la los las un una unos unas lo al del de a en con por para sin sobre entre desde hasta hacia según tras y e o u pero sino ni si que quien quienes cual cuales cuando
donde como porque mientras aunque pues yo tú él ella nosotros ustedes ellos ellas me te se le les nos mi mis tu tus su sus nuestro nuestra este esta estos estas ese esa
esos esas aquel aquella es son era eran ser sido fue está están estaba estar ha han había haber hay hace hacen hacer hecho va van ir puede pueden quiere quería quieren
debe no sí nunca siempre a menudo todavía aún ya pronto ahora hoy ayer aquí allí muy mucho mucha muchos muchas demasiado poco más menos tan tanto todo toda todos todas
otro otra otros otras solo sólo también tampoco quizá quizás realmente clienta cliente busca buscaba ama encanta encantan gusta gustan prefiere quisiera vino venido
pasó visto vista comprado compra compró comprar tienda boutique visita semana mes año día días próxima próximo pasada pasado nueva nuevo bien bueno buena cita pide
pidió algo nada cada dos tres vez hablado mostrado probado probar llamar desea recuerda interesa interesan acordado comentó dice dijo tiene tenía ella le con`,
  de: `der die das den dem des ein eine einen einem einer eines und oder aber denn sondern doch wenn weil dass ob als wie wo wer was wann warum während bis seit nach vor bei
mit ohne von zu zum zur aus auf an am im in ins über unter für gegen durch um zwischen ich du er sie es wir ihr mich mir dich dir ihn ihm uns euch sich mein meine dein
seine sein seinen seiner ihre ihren ihrem ihrer unser unsere dieser diese dieses diesen jener jede jeder ist sind war waren bin sein gewesen hat haben hatte hatten
wird werden wurde wurden kann können konnte will wollte wollen möchte möchten muss müssen soll sollte darf mag mochte nicht kein keine keinen keinem keiner nie niemals
immer oft manchmal noch schon bald jetzt heute gestern hier dort da sehr zu viel viele mehr weniger wenig etwas nichts alles alle beide andere anderen nur auch sogar
eher ganz wirklich vielleicht kundin kunde sucht suchte liebt mag bevorzugt wünscht kam kommt kommen gekommen war gesehen gekauft kauft kaufen geschäft boutique besuch
woche monat jahr tag tage nächste nächsten letzte letzten neue neuer neues gut gute guten termin fragt gefragt zwei drei mal gesprochen gezeigt probiert anruf ruft
mich halt eben mal doch einfach warum jemand man leute ganze ganzen heute morgen endlich nochmal diesem davon dafür damit dazu daran darauf hätte wäre würde
habe hast bist macht machen mache geht gehen gibt weiß glaube finde findet sagt sagen schön schöne besser leider natürlich genau wohl trotzdem deshalb seid haltet ja nein
interessiert gefällt gefallen wieder danach dann also gern gerne lieber beim vom zeigte erzählt bitte sowie`,
};

/** Of the neighbours that would else be taken for one of the five: Portuguese, Dutch, Catalan, Romanian, Scandinavian, Polish, Turkish, Indonesian. */
export const otherWords = `o os as do da dos das no na nos nas à às num numa dele dela deles nós vocês eles elas meus minhas seus suas teu tua este essa esse aquela aquele isto aquilo
está estão estou tô era eram ser ter tem têm tenho fazer fez faz pode podem quero quis gosto gosta vou vamos foram sem sob até depois antes ontem amanhã sempre nunca ainda
já tudo nada alguém ninguém coisa coisas bom boa melhor pior muita muitos muitas pouco aí lá cá assim então porquê qual quem onde como mesmo outra outro vez vezes anos ano mês
mulher homem amo amor obrigada parabéns feliz deus queria saudade vida linda lindo não nao você voce uma um com para mais muito isso mas ele ela eu meu minha seu sua foi são também ao aos pelo pela quando já só até bem tem tá pra dia
hoje fazer vai aqui agora gente todo mundo nem porque ainda cliente quer bolsa obrigado het een niet van dat ik je zijn voor aan ook maar wel naar dit zij wordt geen
nog wat ze heeft uit bij deze haar klant zoekt graag tas amb per als són però molt també aquest dels și este nu mai sunt să cu pentru care din ce la și jag är inte
och det som att på till med en ett den för har ikke og jeg på av til er som nie jest to się na że do jak co tak dla ale już bir ve bu için çok ne ben değil yang di ini
itu dan tidak aku ada ke saya untuk`;
