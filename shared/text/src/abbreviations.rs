/// Whether `word` is an abbreviation, so that a full stop after it doesn't end a sentence.
///
/// One list serves all languages: an abbreviation of one language is hardly ever the last word of a
/// sentence in another.
pub fn is_abbreviation(word: &str) -> bool {
    crate::listed(ABBREVIATIONS, &word.to_lowercase())
}

/// All known abbreviations, in lower case.
pub fn abbreviations() -> impl Iterator<Item = &'static str> {
    crate::list(ABBREVIATIONS)
}

/// English; German, Dutch, Nordic; French; Spanish, Portuguese, Italian; Polish, Czech; Russian.
const ABBREVIATIONS: &str = "\
    mr mrs ms dr prof rev hon gov sen rep gen col capt lt sgt st mt ft jr sr vs etc inc ltd \
    co corp dept fig vol approx jan feb mar apr jun jul aug sep sept oct nov dec messrs supt \
    bzw ca bspw evtl ggf inkl usw vgl nr abs str tel hr fr dipl ing geb gest mio mrd sog \
    zzgl kl jh jhd dhr mevr drs mw blz enz bijv jl resp kr bl pkt mme mlle mm env av boul éd \
    chap art cf sra sres srta ud uds pág págs núm aprox dra exmo sig dott ssa avv on pag \
    sigg ul godz tys mln mld zob hab mgr inż ks św płk tzw tzn mudr judr tzv např tj г гг ул \
    им тыс млн млрд руб см стр проф акад ст обл просп коп др пр т д е п";
