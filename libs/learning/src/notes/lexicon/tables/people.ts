/** Who and what is in the client's life; slug | en | fr | it | es | de. */
export const occasions = `
birthday | birthday | anniversaire; anniversaires | compleanno | cumpleaños | Geburtstag
round_birthday | 40th birthday; 50th birthday; 60th birthday; milestone birthday | quarante ans; cinquante ans; soixante ans | quarant'anni; cinquant'anni; sessant'anni | cuarenta cumpleaños; cincuenta cumpleaños | runder Geburtstag; 40. Geburtstag; 50. Geburtstag
wedding_anniversary | wedding anniversary; anniversary | anniversaire de mariage; noces | anniversario di matrimonio; anniversario | aniversario de boda; aniversario | Hochzeitstag; Ehejubiläum
silver_anniversary | silver wedding; 25th anniversary | noces d'argent | nozze d'argento | bodas de plata | silberne Hochzeit; Silberhochzeit
golden_anniversary | golden wedding; 50th anniversary | noces d'or | nozze d'oro | bodas de oro | goldene Hochzeit
wedding | wedding; bridal party | mariage; noce civile | matrimonio; nozze | boda | Hochzeit; Trauung
engagement | engagement; proposal; engaged | fiançailles; demande en mariage; fiancée | fidanzamento; proposta di matrimonio; fidanzati ufficialmente | compromiso; pedida de mano | Verlobung; Heiratsantrag; verlobt
honeymoon | honeymoon | lune de miel; voyage de noces | luna di miele; viaggio di nozze | luna de miel; viaje de novios | Flitterwochen; Hochzeitsreise
christmas | Christmas | Noël | Natale | Navidad | Weihnachten
new_year | New Year's Eve; New Year | réveillon; Nouvel An; Saint-Sylvestre | Capodanno; San Silvestro | Nochevieja; Año Nuevo | Silvester; Neujahr
epiphany | Epiphany | Épiphanie | Epifania; Befana | Reyes Magos; día de Reyes | Dreikönigstag
valentines | Valentine's Day; Valentine | Saint-Valentin | San Valentino | San Valentín | Valentinstag
mothers_day | Mother's Day | fête des mères | festa della mamma | día de la madre | Muttertag
fathers_day | Father's Day | fête des pères | festa del papà | día del padre | Vatertag
easter | Easter | Pâques | Pasqua | Pascua; Semana Santa | Ostern
eid | Eid; Ramadan | Aïd; ramadan | Eid; ramadan | Eid; ramadán | Eid; Zuckerfest; Ramadan
lunar_new_year | Lunar New Year; Chinese New Year | Nouvel An chinois; Nouvel An lunaire | Capodanno cinese; Capodanno lunare | Año Nuevo chino; Año Nuevo lunar | chinesisches Neujahr; Mondneujahr
diwali | Diwali | Diwali | Diwali | Diwali | Diwali
hanukkah | Hanukkah | Hanoukka | Hanukkah; Chanukkà | Janucá; Hanukkah | Chanukka
thanksgiving | Thanksgiving | Thanksgiving | giorno del ringraziamento | día de Acción de Gracias | Erntedank; Thanksgiving
graduation | graduation; degree ceremony | remise de diplôme; diplôme | laurea | graduación | Abschlussfeier; Abitur; Studienabschluss
baptism | christening; baptism | baptême | battesimo | bautizo; bautismo | Taufe
communion | first communion | première communion; communion | prima comunione; comunione | primera comunión; comunión | Erstkommunion; Kommunion
bar_mitzvah | bar mitzvah; bat mitzvah | bar mitzvah; bat mitzvah | bar mitzvah; bat mitzvah | bar mitzvá; bat mitzvá | Bar Mizwa; Bat Mizwa
baby_shower | baby shower | baby shower; fête prénatale | baby shower | baby shower | Babyparty; Baby Shower
quinceanera | sweet sixteen; quinceañera | quinceañera; fête des seize ans | festa dei diciotto anni; diciottesimo | quinceañera; puesta de largo | Quinceañera; Volljährigkeit
gala | gala; charity gala; ball | gala; gala de charité; bal | gala; gala di beneficenza; ballo | gala; gala benéfica | Gala; Wohltätigkeitsgala; Opernball
cocktail_party | cocktail party; reception | cocktail dînatoire; réception | cocktail party; ricevimento | fiesta de cóctel; recepción | Cocktailparty; Empfang
dinner_party | dinner party; formal dinner | dîner de gala; dîner mondain; dîner officiel | cena di gala; cena formale | cena de gala; cena formal | Abendgesellschaft; Galadinner
business_meeting | board meeting; business meeting; business lunch | réunion d'affaires; conseil d'administration; déjeuner d'affaires | riunione di lavoro; pranzo di lavoro; consiglio di amministrazione | reunión de negocios; comida de negocios; consejo de administración | Geschäftstreffen; Geschäftsessen; Vorstandssitzung
job_interview | job interview | entretien d'embauche | colloquio di lavoro | entrevista de trabajo | Vorstellungsgespräch
weekend_away | weekend away; city break | week-end en amoureux; escapade | fine settimana fuori; gita fuori porta | escapada; fin de semana fuera | Wochenendausflug; Städtereise
summer_holiday | summer holiday; summer vacation | vacances d'été | vacanze estive | vacaciones de verano | Sommerurlaub; Sommerferien
winter_holiday | winter holiday; ski holiday | vacances d'hiver; vacances au ski | vacanze invernali; settimana bianca | vacaciones de invierno; vacaciones de esquí | Winterurlaub; Skiurlaub
film_premiere | film premiere; red carpet | avant-première; tapis rouge | prima cinematografica; red carpet | estreno de cine; alfombra roja | Filmpremiere; roter Teppich
thank_you | thank-you gift; token of thanks | cadeau de remerciement | regalo di ringraziamento; pensiero di ringraziamento | regalo de agradecimiento | Dankeschön; Dankesgeschenk
housewarming | housewarming | pendaison de crémaillère; crémaillère | inaugurazione della casa | inauguración de la casa | Einweihungsparty; Einzugsfeier
name_day | name day | fête du prénom | onomastico | onomástica; santo de su marido | Namenstag
funeral | funeral; mourning | enterrement; obsèques; deuil | funerale; lutto | funeral; luto | Beerdigung; Trauerfall; Trauer
`;

export const relations = `
wife | wife | sa femme; épouse; mon épouse | moglie | esposa; su mujer | Ehefrau; seine Frau
husband | husband | mari; époux | marito | marido; esposo | Ehemann; ihr Mann
girlfriend | girlfriend | petite amie; copine | la sua ragazza; fidanzata | su novia; novia | seine Freundin; feste Freundin
boyfriend | boyfriend | petit ami; copain | il suo ragazzo; fidanzato | su novio; novio | ihr Freund; fester Freund
fiance | fiancé; fiancée; future wife; future husband | futur mari; future épouse; futur époux | futuro marito; futura sposa; promesso sposo | prometido; prometida; futura esposa | Verlobter; Bräutigam; zukünftige Frau
partner | partner; life partner | conjoint; conjointe; compagnon; compagne | compagno; compagna; convivente | pareja; compañero sentimental | Lebensgefährte; Lebensgefährtin; Lebenspartner
mother | mother; mum; mom | mère; maman | madre; mamma | madre; mamá | Mutter; Mama
father | father; dad | père; papa | padre; papà | padre; papá | Vater; Papa
parents | parents | parents | genitori | sus padres; ambos padres | Eltern
daughter | daughter | fille; sa fille | figlia | hija | Tochter
son | son | fils | figlio | hijo | Sohn
children | children; kids | enfants | bambini | niños; sus hijos | Kinder; Kind
twins | twins | jumeaux; jumelles | figli gemelli; gemelline | mellizos; hijas gemelas | Zwillinge
baby | baby; newborn | bébé; nouveau-né | neonato; neonata; bebè | bebé; recién nacido | Baby; Neugeborenes; Säugling
stepchildren | stepdaughter; stepson | belle-fille; beau-fils | figliastra; figliastro | hijastra; hijastro | Stieftochter; Stiefsohn
sister | sister | sœur | sorella | hermana | Schwester
brother | brother | frère | fratello | hermano | Bruder
siblings | siblings | frères et sœurs; fratrie | fratelli e sorelle | hermanos y hermanas | Geschwister
grandmother | grandmother; grandma | grand-mère; mamie | nonna | abuela | Großmutter; Oma
grandfather | grandfather; grandpa | grand-père; papi | nonno | abuelo | Großvater; Opa
grandchildren | grandchildren; granddaughter; grandson | petits-enfants; petite-fille; petit-fils | nipotini; nipotina; nipotino | nietos; nieta; nieto | Enkelkinder; Enkelin; Enkel
aunt | aunt; auntie | tante | zia | tía | Tante
uncle | uncle | oncle | zio | tío | Onkel
cousin | cousin | cousine; cousin | cugina; cugino | prima hermana; primo hermano | Cousine; Cousin
niece | niece | nièce | nipote femmina | sobrina | Nichte
nephew | nephew | neveu | nipote maschio | sobrino | Neffe
mother_in_law | mother-in-law | belle-mère | suocera | suegra | Schwiegermutter
father_in_law | father-in-law | beau-père | suocero | suegro | Schwiegervater
daughter_in_law | daughter-in-law; son-in-law | bru; gendre | nuora; genero | nuera; yerno | Schwiegertochter; Schwiegersohn
godmother | godmother; godfather | marraine; parrain | madrina; padrino | madrina; padrino | Patentante; Patenonkel
godchild | goddaughter; godson; godchild | filleule; filleul | figlioccia; figlioccio | ahijada; ahijado | Patenkind; Patentochter
best_friend | best friend | meilleure amie; meilleur ami | migliore amica; migliore amico | mejor amiga; mejor amigo | beste Freundin; bester Freund
colleague | colleague; co-worker | collègue | collega | compañera de trabajo; compañero de trabajo; colega | Kollegin; Kollege
boss | boss; manager | patron; patronne; sa chef | capo; superiore | jefe; jefa | Chef; Chefin; Vorgesetzter
team | her team; employees; staff | son équipe; collaborateurs; employés | squadra di lavoro; dipendenti | equipo de trabajo; empleados | Mitarbeiter; Belegschaft; ihr Team
business_partner | business partner; associate | associé; associée; partenaire commercial | socio in affari; socia | socia; socio de negocios | Geschäftspartner; Geschäftspartnerin
business_client | corporate gifts; client gifts | cadeaux d'entreprise; cadeaux clients | regali aziendali; omaggi aziendali | regalos de empresa; regalos corporativos | Firmengeschenke; Kundengeschenke
teacher_gift | her teacher; school teacher | maîtresse d'école; institutrice | maestra di scuola; insegnante | maestra del colegio; profesora | Lehrerin; Lehrer
bridesmaid | bridesmaids; maid of honour | demoiselles d'honneur; témoin | damigelle; testimone di nozze | damas de honor; testigo de boda | Brautjungfern; Trauzeugin
nanny | nanny; au pair | nounou; jeune fille au pair | tata; bambinaia | niñera | Kindermädchen; Au-pair
dog | dog; puppy | chien; chienne; chiot | cane; cagnolino; cucciolo | perro; perrito; cachorro | Hund; Welpe; Hündin
cat | cat; kitten | chat; chatte; chaton | gatto; gattino | gato; gatito | Katze; Kater; Kätzchen
horse | her horse; horses | cheval; jument | cavallo; cavalla | caballo; yegua | Pferd; Stute
parrot | parrot | perroquet | pappagallo | loro | Papagei
`;

export const lifeEvents = `
getting_married | getting married; about to marry | va se marier; se marie | si sposa; si sposerà; sta per sposarsi | se casa; va a casarse | heiratet; wird heiraten
newlywed | newlywed; newlyweds; just married | jeunes mariés; jeune mariée | sposini; novelli sposi; neosposi | recién casada; recién casados | frisch verheiratet; Jungvermählte
pregnant | pregnant; expecting a baby | enceinte; attend un enfant | incinta; in dolce attesa | embarazada; espera un bebé | schwanger; erwartet ein Kind
birth | birth of her; just had a baby | naissance | nascita | nacimiento | Geburt des Kindes; ist Mutter geworden
adoption | adoption; adopting | adoption | adozione | adopción | Adoption
divorce | divorce; divorced | divorce; divorcée; divorcé | divorzio; divorziata; divorziato | divorcio; divorciada; divorciado | Scheidung; geschieden
separation | separated; recent separation; break-up | séparation; séparée; rupture amoureuse | separazione; separata; separato | separación; separada; separado | Trennung; getrennt lebend
widowed | widowed; widow; widower | veuve; veuf | vedova; vedovo | viuda; viudo | verwitwet; Witwe; Witwer
retirement | retirement; retired; retiring | retraite; retraitée; retraité | pensione; pensionata; pensionato | jubilación; jubilada; jubilado | Ruhestand; Rente; pensioniert
promotion | promotion; promoted; got promoted | promotion professionnelle; promue; promu | promozione sul lavoro; promossa; promosso | ascenso; ascendida; ascendido | Beförderung; befördert
new_job | new job; changed jobs | nouveau travail; nouveau poste; nouvel emploi | nuovo lavoro; nuovo impiego | nuevo trabajo; nuevo empleo; nuevo puesto | neuer Job; neue Stelle; neuer Arbeitsplatz
bonus | annual bonus; received a bonus | prime annuelle; a reçu une prime | bonus annuale; premio di produzione | bonificación; paga extra | Bonuszahlung; Jahresbonus
own_company | started her company; founded a company; own business | a créé son entreprise; a fondé sa société | ha fondato un'azienda; ha aperto un'attività | fundó su empresa; montó su negocio | Firma gegründet; selbstständig gemacht
company_sale | sold the company; company exit | a vendu sa société; vente de l'entreprise | ha venduto l'azienda; cessione dell'azienda | vendió su empresa; venta de la empresa | Firma verkauft; Firmenverkauf
inheritance | inheritance; inherited | héritage; a hérité | eredità; ha ereditato | herencia; heredó | Erbschaft; geerbt
new_house | new house; bought a house; new home | nouvelle maison; a acheté une maison | nuova casa; ha comprato casa | casa nueva; nueva casa; compró una casa | neues Haus; Hauskauf; hat ein Haus gekauft
new_flat | new apartment; new flat | nouvel appartement | nuovo appartamento | nuevo piso; piso nuevo | neue Wohnung; Wohnungskauf
second_home | holiday home; second home; country house | résidence secondaire; maison de campagne; maison de vacances | seconda casa; casa al mare; casa di campagna | segunda residencia; casa de campo; casa en la playa | Ferienhaus; Zweitwohnsitz; Landhaus
moving | moving house; relocating; moved abroad; moving to | déménagement; déménage; expatriation | trasloco; si trasferisce | mudanza; se muda; se traslada | Umzug; zieht um; umziehen
renovation | renovating; renovation | rénovation; travaux chez elle | ristrutturazione | reforma de la casa; renovación | Renovierung; renoviert
empty_nest | children left home; child off to university | enfants partis; départ à l'université | figli fuori casa; figlia all'università | hijos independizados; hija en la universidad | Kinder aus dem Haus; Tochter studiert
surgery | surgery; operation; convalescing | opération chirurgicale; chirurgie; convalescence | intervento chirurgico; operazione chirurgica; convalescenza | cirugía; operación quirúrgica; convalecencia | chirurgischer Eingriff; Genesung; frisch operiert
sabbatical | sabbatical; gap year | année sabbatique | anno sabbatico | año sabático | Sabbatical; Auszeit
driving_licence | driving licence; first car | permis de conduire; première voiture | patente di guida; prima auto | carné de conducir; primer coche | Führerschein; erstes Auto
lottery | lottery win; won the lottery | gain au loto; a gagné au loto | vincita alla lotteria | premio de lotería | Lottogewinn
family_reunion | family reunion; family gathering | réunion de famille; cousinade | riunione di famiglia | reunión familiar | Familientreffen; Familienfest
loss | bereavement; lost her father; lost her mother | décès d'un proche; vient de perdre | lutto in famiglia; perdita di un caro | fallecimiento; pérdida familiar | Todesfall in der Familie; hat verloren
`;

export const profession = `
lawyer | lawyer; attorney | avocate; avocat | avvocato; avvocata | abogada; abogado | Anwältin; Anwalt; Rechtsanwalt
doctor | doctor; physician | médecin | medico; dottoressa | médica; médico; doctora | Ärztin; Arzt
surgeon | surgeon | chirurgien; chirurgienne | chirurgo | cirujana; cirujano | Chirurgin; Chirurg
dentist | dentist | dentiste | dentista | dentista | Zahnärztin; Zahnarzt
architect | architect | architecte | architetto | arquitecta; arquitecto | Architektin; Architekt
banker | banker; investment banker | banquier; banquière | banchiere; bancaria | banquera; banquero | Bankerin; Banker
entrepreneur | entrepreneur; founder | entrepreneur; entrepreneuse; fondatrice | imprenditrice; imprenditore; fondatore | empresaria; empresario; emprendedora | Unternehmerin; Unternehmer; Gründerin
executive | executive; CEO; managing director | dirigeante; dirigeant; PDG; directrice générale | dirigente; amministratore delegato; AD | directiva; consejera delegada; director general | Geschäftsführerin; Geschäftsführer; Vorstand
consultant | consultant | consultante en stratégie; consultant | consulente aziendale | consultora; consultor | Beraterin; Unternehmensberater
engineer | engineer | ingénieure; ingénieur | ingegnere | ingeniera; ingeniero | Ingenieurin; Ingenieur
software | software developer; works in tech | développeuse; travaille dans la tech | sviluppatrice; lavora nel digitale | programadora; trabaja en tecnología | Entwicklerin; arbeitet in der IT
journalist | journalist; editor-in-chief | journaliste; rédactrice en chef | giornalista; caporedattrice | periodista; redactora jefe | Journalistin; Chefredakteurin
actress | actress; actor | actrice; acteur; comédienne | attrice; attore | actriz; actor | Schauspielerin; Schauspieler
musician | musician; singer | musicienne; musicien; chanteuse | musicista; cantante | cantante; músico de profesión | Musikerin; Sängerin; Musiker
artist | painter; sculptor | artiste peintre; sculptrice; sculpteur | pittrice; scultore; scultrice | pintora; escultora; escultor | Malerin; Bildhauerin; Künstlerin
gallery_owner | gallery owner; art dealer | galeriste; marchand d'art | gallerista; mercante d'arte | galerista; marchante de arte | Galeristin; Kunsthändler
designer | interior designer; decorator | décoratrice d'intérieur; décorateur | arredatrice; interior designer | interiorista; decoradora | Innenarchitektin; Raumausstatterin
fashion | works in fashion; fashion buyer | travaille dans la mode; acheteuse mode | lavora nella moda; buyer di moda | trabaja en la moda; compradora de moda | arbeitet in der Mode; Modeeinkäuferin
influencer | influencer; blogger; content creator | influenceuse; blogueuse | influencer; blogger | influencer; bloguera | Influencerin; Bloggerin
professor | professor; academic | professeure d'université; universitaire | professoressa universitaria; docente universitario | catedrática; catedrático; profesora universitaria | Professorin; Professor
diplomat | diplomat; ambassador | diplomate; ambassadrice; ambassadeur | diplomatica; ambasciatore; ambasciatrice | diplomática; embajadora; embajador | Diplomatin; Botschafter; Botschafterin
politician | politician; member of parliament | femme politique; députée; sénateur | donna politica; deputata; senatore | diputada; senador; política de profesión | Politikerin; Abgeordnete
judge | judge; notary | juge; notaire; magistrate | giudice; notaio; magistrato | jueza; notaria; notario | Richterin; Notarin; Notar
pilot | pilot; airline pilot | pilote de ligne; commandant de bord | pilota di linea; comandante di volo | piloto de línea; comandante de avión | Pilotin; Pilot
flight_attendant | flight attendant; cabin crew | hôtesse de l'air; steward | assistente di volo; hostess | azafata; auxiliar de vuelo | Flugbegleiterin; Stewardess
athlete | professional athlete; footballer | athlète professionnel; footballeur | atleta professionista; calciatore | atleta profesional; futbolista | Profisportler; Profifußballer
chef | restaurant owner; head chef | restauratrice; chef étoilé | ristoratrice; chef stellato | dueña de restaurante; chef con estrella | Gastronomin; Sternekoch
winemaker | winemaker; vineyard owner | vigneron; viticultrice | vignaiolo; viticoltore; produttore di vino | viticultora; bodeguero | Winzerin; Winzer; Weingutbesitzer
farmer | estate owner; landowner | propriétaire terrien; exploitante agricole | proprietario terriero; imprenditrice agricola | terrateniente; dueña de una finca | Gutsbesitzerin; Großgrundbesitzer
hotelier | hotelier; hotel owner | hôtelière; hôtelier | albergatrice; albergatore | hotelera; hotelero | Hotelier; Hotelbesitzerin
realtor | real estate agent; property developer | agent immobilier; promoteur immobilier | agente immobiliare; costruttore edile | agente inmobiliaria; promotor inmobiliario | Immobilienmaklerin; Makler; Bauträger
pharmacist | pharmacist | pharmacienne; pharmacien | farmacista | farmacéutica; farmacéutico | Apothekerin; Apotheker
vet | veterinarian; vet | vétérinaire | veterinaria; veterinario | veterinaria; veterinario | Tierärztin; Tierarzt
psychologist | psychologist; therapist | psychologue; thérapeute | psicologa; psicologo; terapeuta | psicóloga; psicólogo; terapeuta | Psychologin; Psychologe; Therapeutin
scientist | scientist; researcher | scientifique; chercheuse; chercheur | scienziata; ricercatrice; ricercatore | científica; investigadora; investigador | Wissenschaftlerin; Forscherin; Forscher
student | university student; student | étudiante; étudiant | studentessa; studente | estudiante; universitaria | Studentin; Student
trader | trader; fund manager | trader; gérant de fonds | trader; gestore di fondi | trader; gestor de fondos | Traderin; Fondsmanager
model | fashion model; catwalk model | mannequin | modella; indossatrice | modelo de pasarela; maniquí profesional | Mannequin; Laufstegmodel
civil_servant | civil servant | fonctionnaire | funzionaria; funzionario pubblico | funcionaria; funcionario | Beamtin; Beamter
homemaker | stay-at-home mother; homemaker | mère au foyer; femme au foyer | casalinga | ama de casa | Hausfrau
`;
