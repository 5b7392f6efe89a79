// ISO 639-1 code, then the other codes of the same language: ISO 639-2 terminological (/T), where libraries use
// another that one too (/B, mostly from the English name), and withdrawn or narrower codes that old files carry.
const CODES_WITH_TWO_LETTERS = `
aa aar|ab abk|ae ave|af afr|ak aka|am amh|an arg|ar ara arb|as asm|av ava|ay aym|az aze|ba bak|be bel|bg bul|bi bis|
bm bam|bn ben|bo bod tib|br bre|bs bos|ca cat|ce che|ch cha|co cos|cr cre|cs ces cze|cu chu|cv chv|cy cym wel|
da dan|de deu ger|dv div|dz dzo|ee ewe|el ell gre|en eng|eo epo|es spa|et est|eu eus baq|fa fas per pes|ff ful|fi fin|
fj fij|fo fao|fr fra fre|fy fry|ga gle|gd gla|gl glg|gn grn|gu guj|gv glv|ha hau|he heb iw|hi hin|ho hmo|hr hrv scr|
ht hat|hu hun|hy hye arm|hz her|ia ina|id ind in|ie ile|ig ibo|ii iii|ik ipk|io ido|is isl ice|it ita|iu iku|ja jpn|
jv jav|ka kat geo|kg kon|ki kik|kj kua|kk kaz|kl kal|km khm|kn kan|ko kor|kr kau|ks kas|ku kur|kv kom|kw cor|
ky kir|la lat|lb ltz|lg lug|li lim|ln lin|lo lao|lt lit|lu lub|lv lav|mg mlg|mh mah|mi mri mao|mk mkd mac|ml mal|
mn mon|mr mar|ms msa may|mt mlt|my mya bur|na nau|nb nob|nd nde|ne nep|ng ndo|nl nld dut|nn nno|no nor|nr nbl|
nv nav|ny nya|oc oci|oj oji|om orm|or ori|os oss|pa pan|pi pli|pl pol|ps pus|pt por|qu que|rm roh|rn run|
ro ron rum mo mol|ru rus|rw kin|sa san|sc srd|sd snd|se sme|sg sag|si sin|sk slk slo|sl slv|sm smo|sn sna|so som|
sq sqi alb|sr srp scc|ss ssw|st sot|su sun|sv swe|sw swa|ta tam|te tel|tg tgk|th tha|ti tir|tk tuk|tl tgl|tn tsn|
to ton|tr tur|ts tso|tt tat|tw twi|ty tah|ug uig|uk ukr|ur urd|uz uzb|ve ven|vi vie|vo vol|wa wln|wo wol|xh xho|
yi yid ji|yo yor|za zha|zh zho chi cmn|zu zul`;

// Languages of books that have no two-letter code and are written with their ISO 639-3 one.
const CODES_WITH_THREE_LETTERS = `
akk ang arc ast ceb chr cop dsb egy enm fil frm fro gez gmh goh got grc gsw haw hil hsb ilo kab lad mnc nah nap nds
non ota pam pro sam sco scn sga sux syc syr szl tet tpi war yue`;

const CODE_BY_SPELLING: ReadonlyMap<string, string> = new Map([
  ...CODES_WITH_TWO_LETTERS.trim()
    .split(/\s*\|\s*/)
    .map((entry) => entry.split(' '))
    .flatMap((spellings) => spellings.map((spelling) => [spelling, spellings[0]!] as const)),
  ...CODES_WITH_THREE_LETTERS.trim()
    .split(/\s+/)
    .map((code) => [code, code] as const),
]);

/**
 * The code under which the catalogue keeps a language, for any code that catalogues write: ISO 639-1, both kinds of
 * ISO 639-2, any case, with or without a region ("eng", "fre", "fra", "en-US", "pt_BR").
 *
 * @returns ISO 639-1 where there is one, else ISO 639-3; `undefined` for what names no single language ("mul",
 *   "und", "") and for unknown codes
 */
export function parseLanguage(text: string): string | undefined {
  const primary = text.trim().toLowerCase().split(/[-_]/, 1)[0] ?? '';
  return CODE_BY_SPELLING.get(primary);
}
