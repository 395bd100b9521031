//! Archives as written by crawlers, broken ones, and malicious ones.

#![expect(clippy::unwrap_used, reason = "to panic is how a test fails")]

use std::io::{self, BufReader, Read, Write};

use courant_warc::{Archive, Content, Packing, Unpacked};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

const LIMIT: u64 = 1 << 20;
const HTML: &str = "Content-Type: text/html; charset=koi8-r\r\n";

#[test]
fn a_page_has_its_url_date_type_and_body() {
    let record = response("https://example.org/a", "200 OK", HTML, b"<p>Moored.");
    for packing in [Packing::None, Packing::Gzip, Packing::Zstd] {
        let file = pack(packing, &record);
        let mut archive = Archive::new(&*file, packing, LIMIT);
        let Ok(Content::Page(page)) = archive.next().unwrap().content else { panic!() };
        assert_eq!(page.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(page.date.as_deref(), Some("2026-11-27T01:00:00Z"));
        assert_eq!(page.content_type.as_deref(), Some("text/html; charset=koi8-r"));
        assert_eq!(page.body, b"<p>Moored.");
        assert!(archive.next().is_none());
    }
}

#[test]
fn what_is_not_a_page_is_skipped_with_its_reason() {
    let records = [
        record("warcinfo", "", b"software: test"),
        record("request", "", b"GET / HTTP/1.1\r\n\r\n"),
        record("made-up", "", b""),
        record("response", "WARC-Segment-Number: 1\r\n", b"HTTP/1.1 200 OK\r\n\r\n<p>a"),
        response("a", "404 Not Found", HTML, b"<p>gone"),
        response("a", "301 Moved", "Location: /b\r\n", b""),
        response("a", "200 OK", "Content-Type: image/png\r\n", b"\x89PNG"),
        response("a", "200 OK", "Content-Type: application/json\r\n", b"{}"),
        response("a", "200 OK", HTML, b" {\"url\": \"https://example.net/\", \"content\": \"no\"}"),
        response("a", "200 OK", HTML, b""),
        record("response", "", b""),
    ];
    assert_eq!(
        read(Packing::Gzip, &each(&records)),
        [
            "warcinfo",
            "request",
            "unknown",
            "segmented",
            "HTTP 404",
            "HTTP 301",
            "image/*",
            "application/*",
            "application/*",
            "empty",
            "empty",
        ]
    );
}

#[test]
fn the_text_of_a_wet_file_is_utf_8() {
    let text = "WARC-Target-URI: <https://example.org/é>\r\nContent-Type: text/plain\r\n";
    let file = each(&[record("conversion", text, "Ferry é".as_bytes())]);
    let mut archive = Archive::new(&*file, Packing::Gzip, LIMIT);
    let Ok(Content::Page(page)) = archive.next().unwrap().content else { panic!() };
    assert_eq!(page.url.as_deref(), Some("https://example.org/é"));
    assert_eq!(page.content_type.as_deref(), Some("text/plain; charset=utf-8"));
}

#[test]
fn encodings_are_undone_whether_or_not_the_crawler_has_done_it() {
    let page = b"<p>Moored. Moored. Moored.".as_slice();
    let encoded = [
        ("gzip", finish(GzEncoder::new(Vec::new(), Compression::fast()), page)),
        ("deflate", finish(ZlibEncoder::new(Vec::new(), Compression::fast()), page)),
        ("deflate", finish(DeflateEncoder::new(Vec::new(), Compression::fast()), page)),
        ("zstd", zstd::encode_all(page, 1).unwrap()),
        ("br", brotli(page)),
        ("identity", page.to_vec()),
    ];
    for (name, body) in encoded {
        for body in [body.as_slice(), page] {
            let fields = format!("Content-Encoding: {name}\r\nTransfer-Encoding: chunked\r\n");
            for body in [chunked(body), body.to_vec()] {
                let file = each(&[response("a", "200 OK", &fields, &body)]);
                assert_eq!(read(Packing::Gzip, &file), ["<p>Moored. Moored. Moored."], "{name}");
            }
        }
    }
}

#[test]
fn a_head_of_http_2_is_read() {
    let message = b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\n<p>a";
    assert_eq!(read(Packing::None, &record("response", "", message)), ["<p>a"]);
    let message = b"HTTP/2.0 200 OK\r\n\r\n<p>a";
    assert_eq!(read(Packing::None, &record("response", "", message)), ["<p>a"]);
}

#[test]
fn a_broken_record_is_reported_with_its_offset_and_the_next_is_read() {
    let good = response("a", "200 OK", HTML, b"<p>good");
    let long = response("a", "200 OK", HTML, &vec![b'x'; LIMIT as usize + 1]);
    let broken: [(&[u8], &str); 7] = [
        (b"no record\r\nat all\r\n", "no_record"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "bad_head"),
        (b"WARC/1.0\r\nContent-Length: -1\r\n\r\n", "bad_head"),
        (b"WARC/1.0\r\nbad name: x\r\n\r\n", "bad_head"),
        (&record("response", "", b"SSH-2.0\r\n\r\nno"), "bad_head"),
        (&response("a", "200 OK", "Content-Encoding: br\r\n", b"\xff\xff\xff"), "bad_encoding"),
        (&long, "too_large"),
    ];
    for (broken, code) in broken {
        for packing in [Packing::None, Packing::Gzip, Packing::Zstd] {
            let records = [&good, broken, &good].map(|record| pack(packing, record));
            let at = records[0].len();
            let expected = ["<p>good".to_owned(), format!("{code} at {at}"), "<p>good".to_owned()];
            assert_eq!(read(packing, &records.concat()), expected, "{packing:?}");
        }
    }
}

#[test]
fn an_offset_in_one_large_member_is_that_of_the_unpacked_bytes() {
    let good = response("a", "200 OK", HTML, b"<p>good");
    let file = pack(Packing::Gzip, &[&good, b"broken\r\n".as_slice(), &good].concat());
    let broken = format!("no_record at 0+{}", good.len());
    assert_eq!(read(Packing::Gzip, &file), ["<p>good", &broken, "<p>good"]);
}

#[test]
fn damaged_data_costs_its_record_only() {
    let good = response("a", "200 OK", HTML, b"<p>good");
    for packing in [Packing::Gzip, Packing::Zstd] {
        let mut broken = pack(packing, &response("a", "200 OK", HTML, &random(5000)));
        let at = pack(packing, &good).len();
        broken[60..90].fill(0xff);
        let file = [pack(packing, &good), broken, pack(packing, &good)].concat();
        let read = read(packing, &file);
        assert_eq!(read.len(), 3, "{read:?}");
        assert!(read[1].ends_with(&format!(" at {at}")), "{read:?}");
        assert_eq!((&*read[0], &*read[2]), ("<p>good", "<p>good"));
    }
}

#[test]
fn a_wrong_length_is_noticed() {
    let good = response("a", "200 OK", HTML, b"<p>good");
    for (wrong, code) in [("Content-Length: 8", "bad_length"), ("Content-Length: 88", "bad_length")]
    {
        let record = String::from_utf8(good.clone()).unwrap();
        let (head, rest) = record.split_once("Content-Length: ").unwrap();
        let record = format!("{head}{wrong}{}", &rest[2..]);
        let file = [record.as_bytes(), &good, &good].concat();
        let read = read(Packing::None, &file);
        assert_eq!(read[0], format!("{code} at 0"), "{read:?}");
        assert_eq!(read.last().unwrap(), "<p>good");
    }
}

#[test]
fn a_file_that_is_cut_off_ends_with_an_error() {
    let good = response("a", "200 OK", HTML, b"<p>good");
    for packing in [Packing::None, Packing::Gzip, Packing::Zstd] {
        let whole = pack(packing, &good);
        for cut in [whole.len() - 12, whole.len() / 2] {
            let file = [&whole[..], &whole[..cut]].concat();
            let expected = ["<p>good".to_owned(), format!("cut_off at {}", whole.len())];
            assert_eq!(read(packing, &file), expected, "{packing:?} {cut}");
        }
    }
}

#[test]
fn any_bytes_end() {
    let good = response("a", "200 OK", HTML, b"<p>good");
    let mut random = fastrand::Rng::with_seed(1);
    for round in 0..2000 {
        let packing = [Packing::None, Packing::Gzip, Packing::Zstd][round % 3];
        let mut file = [pack(packing, &good), pack(packing, &good)].concat();
        for _ in 0..random.usize(1..8) {
            let at = random.usize(..file.len());
            file[at] = random.u8(..);
        }
        file.truncate(random.usize(..=file.len()));
        assert!(Archive::new(&*file, packing, LIMIT).count() <= file.len());
    }
}

#[test]
fn bombs_are_refused() {
    let zeros = || io::repeat(0).take(100 << 20);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    io::copy(&mut zeros(), &mut gzip).unwrap();
    let gzip = gzip.finish().unwrap();
    let mut zstd = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    io::copy(&mut zeros(), &mut zstd).unwrap();
    let good = pack(Packing::Gzip, &response("a", "200 OK", HTML, b"<p>good"));
    for (packing, bomb) in [(Packing::Gzip, gzip.clone()), (Packing::Zstd, zstd.finish().unwrap())]
    {
        let read = Unpacked::new(&*bomb, packing).read_to_end(&mut Vec::new());
        assert!(read.unwrap_err().to_string().contains("may be a bomb"));
    }
    // As a record of an archive, and as the body of a page.
    let head = "WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 104857600\r\n\r\n";
    let mut record = GzEncoder::new(Vec::new(), Compression::best());
    record.write_all(head.as_bytes()).unwrap();
    io::copy(&mut zeros(), &mut record).unwrap();
    let file = [record.finish().unwrap(), good.clone()].concat();
    assert_eq!(read(Packing::Gzip, &file), ["bomb at 0", "<p>good"]);
    let body = finish(GzEncoder::new(Vec::new(), Compression::best()), &vec![0; 64 << 20]);
    let page = response("a", "200 OK", "Content-Encoding: gzip, gzip\r\n", &body);
    let file = [pack(Packing::Gzip, &page), good].concat();
    assert_eq!(read(Packing::Gzip, &file), ["too_large at 0", "<p>good"]);
}

#[test]
fn a_dictionary_at_the_beginning_of_a_zstandard_file_is_used() {
    let good = response("a", "200 OK", HTML, b"<p>good");
    let dictionary = [&good[..], b"more of the same kind"].concat();
    let mut encoder = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
    let frame = encoder.compress(&good).unwrap();
    for stored in [dictionary.clone(), zstd::encode_all(&*dictionary, 1).unwrap()] {
        let length = u32::try_from(stored.len()).unwrap().to_le_bytes();
        let head = [0x5d, 0x2a, 0x4d, 0x18];
        let file = [&head[..], &length, &stored, &frame, &frame].concat();
        assert_eq!(read(Packing::Zstd, &file), ["<p>good", "<p>good"]);
    }
}

/// The body of each page, the reason for each skipped record, and code and offset of each broken one.
fn read(packing: Packing, file: &[u8]) -> Vec<String> {
    // A small buffer, so that everything spans several.
    let archive = Archive::new(BufReader::with_capacity(61, file), packing, LIMIT);
    let entries = archive.map(|entry| match entry.content {
        Ok(Content::Page(page)) => String::from_utf8_lossy(&page.body).into_owned(),
        Ok(Content::Skipped(skip)) => skip.to_string(),
        Err(error) => format!("{} at {}", error.code(), entry.at),
    });
    entries.collect()
}

fn response(url: &str, status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{fields}\r\n");
    let fields = format!("WARC-Target-URI: {url}\r\nWARC-Date: 2026-11-27T01:00:00Z\r\n");
    record("response", &fields, &[head.as_bytes(), body].concat())
}

fn record(kind: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let length = block.len();
    let head = format!("WARC/1.1\r\nWARC-Type: {kind}\r\n{fields}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// Each record in its own member.
fn each(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|record| pack(Packing::Gzip, record)).collect()
}

fn pack(packing: Packing, bytes: &[u8]) -> Vec<u8> {
    match packing {
        Packing::None => bytes.to_vec(),
        Packing::Gzip => finish(GzEncoder::new(Vec::new(), Compression::fast()), bytes),
        Packing::Zstd => {
            let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
            encoder.include_checksum(true).unwrap();
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
    }
}

trait Finish: Write {
    fn done(self) -> Vec<u8>;
}

impl Finish for GzEncoder<Vec<u8>> {
    fn done(self) -> Vec<u8> {
        self.finish().unwrap()
    }
}

impl Finish for ZlibEncoder<Vec<u8>> {
    fn done(self) -> Vec<u8> {
        self.finish().unwrap()
    }
}

impl Finish for DeflateEncoder<Vec<u8>> {
    fn done(self) -> Vec<u8> {
        self.finish().unwrap()
    }
}

fn finish(mut encoder: impl Finish, bytes: &[u8]) -> Vec<u8> {
    encoder.write_all(bytes).unwrap();
    encoder.done()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut encoded = Vec::new();
    brotli::CompressorWriter::new(&mut encoded, 4096, 5, 22).write_all(bytes).unwrap();
    encoded
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let chunks = body
        .chunks(7)
        .flat_map(|chunk| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
    chunks.chain(*b"0\r\n\r\n").collect()
}

fn random(length: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(7);
    std::iter::repeat_with(|| random.u8(..)).take(length).collect()
}
