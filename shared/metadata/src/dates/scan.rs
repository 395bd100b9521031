use std::ops::Range;

use super::number::is_digit;
use super::order::Style;
use super::partial::PartialDate;
use super::{cjk, numeric, western};
use text::tail;
use unicode_normalization::char::is_combining_mark as is_mark;

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateMatch {
    /// The date.
    pub(crate) date: PartialDate,
    /// Its range in bytes.
    pub(crate) at: Range<usize>,
}

/// The dates of a text, in one pass: a few patterns of bounded length are tried at each number and month
/// name.
pub(crate) fn scan(text: &str, style: Style) -> impl Iterator<Item = DateMatch> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            let rest = &text[at..];
            let c = rest.chars().next()?;
            if is_digit(c) {
                let found = at_number(text, at, style);
                at = found.as_ref().map_or_else(|| at + digits(rest), |(_, end)| *end);
                if let Some((date, end)) = found {
                    return Some(DateMatch { date, at: start..end });
                }
            } else if cjk::is_numeral(c) {
                let found = cjk::date(tail(&text[..at], 16), rest);
                let run = rest.find(|c| !cjk::is_numeral(c)).unwrap_or(rest.len());
                at += found.map_or(run, |(_, length)| length);
                if let Some((date, _)) = found {
                    return Some(DateMatch { date, at: start..at });
                }
            } else if c.is_alphabetic() {
                let inside = |c: char| c.is_alphabetic() && !cjk::is_numeral(c);
                let word = rest.find(|c| !inside(c) && !is_mark(c)).unwrap_or(rest.len());
                // A word starts a date only if a number follows.
                let found =
                    western::month_first(rest, word, style).map(|(date, end)| (date, at + end));
                at = found.as_ref().map_or(at + word, |(_, end)| *end);
                if let Some((date, end)) = found {
                    return Some(DateMatch { date, at: start..end });
                }
            } else {
                let other = rest.find(|c: char| is_digit(c) || c.is_alphabetic());
                at += other.unwrap_or(rest.len());
            }
        }
        None
    })
}

/// The length in bytes of the leading run of digits.
fn digits(text: &str) -> usize {
    text.find(|c: char| !is_digit(c)).unwrap_or(text.len())
}

/// The date that begins with the number at `at`.
fn at_number(text: &str, at: usize, style: Style) -> Option<(PartialDate, usize)> {
    let rest = &text[at..];
    let before = tail(&text[..at], 16);
    let found = cjk::date(before, rest).or_else(|| {
        // `1.2.2020` and `-5` start before this number.
        let mut back = before.chars().rev();
        let (last, second) = (back.next(), back.next());
        if last.is_some_and(|c| ".,-/:–".contains(c)) && second.is_some_and(is_digit) {
            return None;
        }
        // So does `A4`, but `am09.02.2022` only lacks a space.
        if last.is_some_and(|c| c.is_alphabetic() && c.is_ascii()) {
            return numeric::date(rest, style);
        }
        numeric::date(rest, style)
            .or_else(|| western::day_first(rest, style))
            .or_else(|| western::year_first(rest, style))
            .or_else(|| western::year_alone(before, rest))
    });
    found.map(|(date, length)| (date, at + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, style: Style) -> String {
        let all: Vec<String> = scan(text, style).map(|found| found.date.to_string()).collect();
        all.join(" ")
    }

    #[test]
    fn reads_dates_as_many_languages_write_them() {
        let cases = [
            ("4月27日,我市", "--04-27"),
            ("2020年1月新冠", "2020-01"),
            ("2020 年 4 月 27 日", "2020-04-27"),
            ("２０２０年４月", "2020-04"),
            ("取得了2019年南通", "2019"),
            ("2024년 5월 3일", "2024-05-03"),
            ("令和6年5月3日", "2024-05-03"),
            ("民國109年4月27日", "2020-04-27"),
            ("On 27 April 2020, and 3rd of May.", "2020-04-27 --05-03"),
            ("May 3, 2024; Sept. 11", "2024-05-03 --09-11"),
            ("am 3. Mai 2024 und im März 2023", "2024-05-03 2023-03"),
            ("le 1er août 2021", "2021-08-01"),
            ("el 5 de mayo de 2022", "2022-05-05"),
            ("em 7 de março", "--03-07"),
            ("il 2 giugno 1946", "1946-06-02"),
            ("op 4 mei 2020", "2020-05-04"),
            ("9 мая 2023 года", "2023-05-09"),
            ("2024-05-03T10:00 and 2024/5/3 and 2024.05.03", "2024-05-03 2024-05-03 2024-05-03"),
            ("03.05.2024", "2024-05-03"),
            ("in 2019, since 1999", "2019 1999"),
            ("30 February 2020", "2020-02"),
            ("2024. május 3.", "2024-05-03"),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text, Style::DAY_FIRST), expected, "{text}");
        }
    }

    #[test]
    fn the_order_decides_only_what_is_open() {
        assert_eq!(found("5/3/2024 13/3/2024", Style::MONTH_FIRST), "2024-05-03 2024-03-13");
        assert_eq!(found("5/3/2024 3/13/2024", Style::DAY_FIRST), "2024-03-05 2024-03-13");
        assert_eq!(found("5.3.2024", Style::MONTH_FIRST), "2024-03-05");
    }

    #[test]
    fn reads_dates_in_the_language_of_the_text() {
        let cases = [
            ("ar", "نشر في ٢٨ فبراير ٢٠١٩", "2019-02-28"),
            ("ar", "الأحد 4 حزيران 2017", "2017-06-04"),
            ("ar", "15 تشرين الثاني 2015", "2015-11-15"),
            ("he", "פורסם ב-7 באפריל 2018", "2018-04-07"),
            ("fa", "۵ خرداد ۱۳۹۸", "2019-05-26"),
            ("ur", "۳ جولائی ۲۰۱۶", "2016-07-03"),
            ("hi", "३० जनवरी २०२०", "2020-01-30"),
            ("mr", "9 ऑक्टोबर 2021", "2021-10-09"),
            ("bn", "৮ মার্চ ২০১৫", "2015-03-08"),
            ("ta", "21 ஜூன், 2018", "2018-06-21"),
            ("te", "2 ఫిబ్రవరి, 2022", "2022-02-02"),
            ("gu", "11 ઑગસ્ટ, 2020", "2020-08-11"),
            ("th", "30 มิถุนายน พ.ศ. 2560", "2017-06-30"),
            ("th", "1 ก.พ. 2559", "2016-02-01"),
            ("vi", "Ngày 2 tháng 12 năm 2014", "2014-12-02"),
            ("ka", "27 მაისი, 2019", "2019-05-27"),
            ("hy", "15 փետրվարի, 2016", "2016-02-15"),
            ("kk", "2019 ж. 4 шілде", "2019-07-04"),
            ("kk", "21 наурыз 2015", "2015-03-21"),
            ("kk", "2017 жылғы 8 мамыр", "2017-05-08"),
            ("en", "Figures for 2019 and 3 May 2020", "2020-05-03"),
            ("pl", "dnia 11 listopada 2018 r.", "2018-11-11"),
            ("hr", "7. svibnja 2016.", "2016-05-07"),
            ("sr", "понедељак, 6. јул 2015.", "2015-07-06"),
            ("mk", "18 јуни 2013", "2013-06-18"),
            ("bg", "2 август 2011 г.", "2011-08-02"),
            ("sk", "5. júla 2017", "2017-07-05"),
            ("sl", "14. avgusta 2018", "2018-08-14"),
            ("lt", "2018 m. kovo 11 d.", "2018-03-11"),
            ("lv", "2016. gada 18. novembris", "2016-11-18"),
            ("et", "24. veebruar 2014", "2014-02-24"),
            ("is", "17. júní 2012", "2012-06-17"),
            ("ca", "23 d’abril del 2017", "2017-04-23"),
            ("eu", "2015ko maiatzaren 9a", "2015-05-09"),
            ("ga", "4 Meán Fómhair 2019", "2019-09-04"),
            ("cy", "1 Mawrth 2013", "2013-03-01"),
            ("az", "28 may 2018", "2018-05-28"),
            ("sw", "9 Desemba 2011", "2011-12-09"),
            ("ko", "2015. 3. 8. 07:45", "2015-03-08"),
            ("cs", "8. 4. 2016", "2016-04-08"),
            ("zh", "一九八七年十月二十一日", "1987-10-21"),
            ("zh", "发布时间：二〇一六年十二月三日", "2016-12-03"),
            ("zh", "中華民國九十九年三月五日", "2010-03-05"),
            ("ja", "平成元年四月八日", "1989-04-08"),
            ("ja", "昭和39年10月10日", "1964-10-10"),
            ("ar", "الإثنين 7 مارس/آذار 2022", "2022-03-07"),
            ("mn", "2022 оны 3 сарын 7", "2022-03-07"),
            ("am", "ማርች 7 ቀን 2022", "2022-03-07"),
            ("si", "2022 මාර්තු 7", "2022-03-07"),
            ("eo", "7-a de marto 2022", "2022-03-07"),
            ("ckb", "٧ی ئازاری ٢٠٢٢", "2022-03-07"),
            ("my", "၂၀၂၂ မတ် ၇", "2022-03-07"),
            ("km", "៧ មីនា ២០២២", "2022-03-07"),
            ("lb", "7. Mäerz 2022", "2022-03-07"),
            ("fa", "۱۴۰۰/۱۲/۱۶", "2022-03-07"),
            ("fa", "16 اسفند ماه 1400", "2022-03-07"),
            ("ar", "04/08/1443", "2022-03-07"),
            ("ar", "7 اذار 2022", "2022-03-07"),
            ("uz", "2022-yil 7-mart", "2022-03-07"),
            ("tg", "7 марти соли 2022", "2022-03-07"),
            ("hy", "2022 թ. մարտի 7", "2022-03-07"),
            ("mn", "2022 оны 3-р сарын 7", "2022-03-07"),
            ("km", "ថ្ងៃទី៧ ខែមីនា ឆ្នាំ២០២២", "2022-03-07"),
            ("pt", "7/mar/2022", "2022-03-07"),
            ("pl", "7 III 2022", "2022-03-07"),
            ("fr", "7 fevrier 2022", "2022-02-07"),
            ("sv", "7/3 2022", "2022-03-07"),
            ("ja", "令和4年（2022年）3月7日", "2022-03-07"),
            ("en", "Section 3.4.2019a", ""),
        ];
        let wrong = cases.into_iter().filter_map(|(code, text, expected)| {
            let all: Vec<String> =
                scan(text, Style::of_language(code)).map(|found| found.date.to_string()).collect();
            let found = all.join(" ");
            (found != expected).then(|| format!("{text}: {found}"))
        });
        assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
    }

    #[test]
    fn takes_no_other_number_for_a_date() {
        let none = "2020-13-01; 30.02.2020; 2000 people; 1,999 cars; A4; 3個月; 10.20.30.40; \
                    $2020; 12345678; 99年; you may 3; 一九九; 十年; 三十三人; 9. 12. 2; 2016. 5. 40.; 4.5.6; 2020%; 13月40日; ISO 2020x";
        assert_eq!(found(none, Style::DAY_FIRST), "");
    }
}
