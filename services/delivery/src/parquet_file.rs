use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use article::Timestamp;
use bytes::Bytes;
use jiff::civil::{Date, date};
use parquet::basic::Compression;
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use stage::{Article, Version};

use crate::columns::Columns;

/// The columns, in the order in which they are written.
const SCHEMA: &str = "message article {
    required binary id (STRING);
    required int64 stream_created_at (TIMESTAMP(MICROS, true));
    required int64 sequence;
    required int64 published_at (TIMESTAMP(MICROS, true));
    optional int64 received_at (TIMESTAMP(MICROS, true));
    required binary language (STRING);
    optional binary language_tag (STRING);
    optional binary url (STRING);
    optional binary source (STRING);
    optional binary site (STRING);
    optional binary title (STRING);
    required group authors (LIST) { repeated group list { required binary element (STRING); } }
    optional int32 date_published (DATE);
    optional int32 date_modified (DATE);
    optional binary section (STRING);
    required group tags (LIST) { repeated group list { required binary element (STRING); } }
    required group keywords (LIST) { repeated group list { required binary element (STRING); } }
    optional int64 words;
    optional binary fingerprint (STRING);
    required binary text (STRING);
    required binary record (STRING);
    optional int64 erased_at (TIMESTAMP(MICROS, true));
}";

/// A Parquet file of articles.
pub struct ParquetFile<W: Write + Send>(SerializedFileWriter<W>);

impl<W: Write + Send> ParquetFile<W> {
    /// Writes the header.
    pub fn new(to: W) -> io::Result<Self> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let schema = parse_message_type(SCHEMA).map_err(io::Error::other)?;
        let file = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties));
        Ok(Self(file.map_err(io::Error::other)?))
    }

    /// Writes articles as a row group.
    pub fn write(&mut self, articles: &[Article]) -> io::Result<()> {
        let group = self.0.next_row_group().map_err(io::Error::other)?;
        write_columns(articles, group).map_err(io::Error::other)
    }

    /// Writes the footer, and returns the writer.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(io::Error::other)
    }
}

/// Reads the articles of a file that [`ParquetFile`] has written.
pub fn read(file: Bytes) -> io::Result<Vec<Article>> {
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "a Parquet file is damaged");
    let file = SerializedFileReader::new(file).map_err(io::Error::other)?;
    let columns = file.metadata().file_metadata().schema_descr().columns();
    let place = |name| columns.iter().position(|column| column.name() == name).ok_or_else(damaged);
    let mut articles = Vec::new();
    for number in 0..file.num_row_groups() {
        let group = file.get_row_group(number).map_err(io::Error::other)?;
        let integers = |name| column::<Int64Type>(&*group, place(name)?);
        let created = integers("stream_created_at")?;
        let (sequences, published) = (integers("sequence")?, integers("published_at")?);
        let records = column::<ByteArrayType>(&*group, place("record")?)?;
        for (row, record) in records.into_iter().enumerate() {
            let time = |column: &[i64]| {
                column.get(row).and_then(|&time| Timestamp::from_microsecond(time).ok())
            };
            let sequence = sequences.get(row).and_then(|&sequence| u64::try_from(sequence).ok());
            let version = Version {
                stream_created_at: time(&created).ok_or_else(damaged)?,
                sequence: sequence.ok_or_else(damaged)?,
            };
            let published_at = time(&published).ok_or_else(damaged)?;
            let json = Bytes::copy_from_slice(record.data());
            articles.push(Article::read(json, version, published_at).map_err(|_| damaged())?);
        }
    }
    Ok(articles)
}

/// A required column of a row group.
fn column<T: DataType>(group: &dyn RowGroupReader, place: usize) -> io::Result<Vec<T::T>> {
    let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
    let reader = group.get_column_reader(place).map_err(io::Error::other)?;
    let mut values = Vec::with_capacity(rows);
    let mut reader = get_typed_column_reader::<T>(reader);
    reader.read_records(rows, None, None, &mut values).map_err(io::Error::other)?;
    Ok(values)
}

impl<W: Write + Send> fmt::Debug for ParquetFile<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParquetFile").finish_non_exhaustive()
    }
}

fn write_columns(
    articles: &[Article],
    group: SerializedRowGroupWriter<'_, impl Write + Send>,
) -> Result<(), ParquetError> {
    let rows: Vec<Columns> = articles
        .iter()
        .map(|article| Columns::read(article).unwrap_or_else(|_| Columns::bare(article)))
        .collect();
    let mut group = Group { group, rows: &rows };
    group.texts(|row| Some(row.id.as_str()))?;
    group.required::<Int64Type>(|row| row.stream_created_at.as_microsecond())?;
    group.required::<Int64Type>(|row| row.sequence)?;
    group.required::<Int64Type>(|row| row.published_at.as_microsecond())?;
    group.optional::<Int64Type>(|row| row.received_at.map(Timestamp::as_microsecond))?;
    group.texts(|row| Some(row.language.as_str()))?;
    group.texts(|row| row.language_tag.as_deref())?;
    group.texts(|row| row.url.as_deref())?;
    group.texts(|row| row.source.as_deref())?;
    group.texts(|row| row.site.as_deref())?;
    group.texts(|row| row.title.as_deref())?;
    group.lists(|row| &row.authors)?;
    group.optional::<Int32Type>(|row| row.date_published.map(days))?;
    group.optional::<Int32Type>(|row| row.date_modified.map(days))?;
    group.texts(|row| row.section.as_deref())?;
    group.lists(|row| &row.tags)?;
    group.lists(|row| &row.keywords)?;
    group.optional::<Int64Type>(|row| row.words)?;
    group.texts(|row| row.fingerprint.as_deref())?;
    group.texts(|row| Some(row.text.as_str()))?;
    let records: Vec<ByteArray> =
        articles.iter().map(|article| ByteArray::from(article.json.clone())).collect();
    group.column::<ByteArrayType>(&records, None, None)?;
    group.optional::<Int64Type>(|row| row.erased_at.map(Timestamp::as_microsecond))?;
    group.group.close().map(drop)
}

/// Days since 1970.
fn days(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// Writes one column after another.
struct Group<'w, 'r, W: Write + Send> {
    group: SerializedRowGroupWriter<'w, W>,
    rows: &'r [Columns],
}

impl<W: Write + Send> Group<'_, '_, W> {
    fn required<T: DataType>(&mut self, read: fn(&Columns) -> T::T) -> Result<(), ParquetError> {
        let values: Vec<T::T> = self.rows.iter().map(read).collect();
        self.column::<T>(&values, None, None)
    }

    fn optional<T: DataType>(
        &mut self,
        read: fn(&Columns) -> Option<T::T>,
    ) -> Result<(), ParquetError> {
        let cells: Vec<Option<T::T>> = self.rows.iter().map(read).collect();
        let present: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
        let values: Vec<T::T> = cells.into_iter().flatten().collect();
        self.column::<T>(&values, Some(&present), None)
    }

    /// A text for each row. Required columns ignore levels and have one in each row.
    fn texts(&mut self, read: fn(&Columns) -> Option<&str>) -> Result<(), ParquetError> {
        let cells: Vec<Option<&str>> = self.rows.iter().map(read).collect();
        let present: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
        let values: Vec<ByteArray> = cells.into_iter().flatten().map(ByteArray::from).collect();
        self.column::<ByteArrayType>(&values, Some(&present), None)
    }

    /// A list of texts for each row (Dremel's levels: an empty list is one absent cell).
    fn lists(&mut self, read: fn(&Columns) -> &Vec<String>) -> Result<(), ParquetError> {
        let (mut values, mut present, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
        for list in self.rows.iter().map(read) {
            if list.is_empty() {
                present.push(0);
                repeated.push(0);
            }
            for (place, text) in list.iter().enumerate() {
                values.push(ByteArray::from(text.as_str()));
                present.push(1);
                repeated.push(i16::from(place > 0));
            }
        }
        self.column::<ByteArrayType>(&values, Some(&present), Some(&repeated))
    }

    fn column<T: DataType>(
        &mut self,
        values: &[T::T],
        present: Option<&[i16]>,
        repeated: Option<&[i16]>,
    ) -> Result<(), ParquetError> {
        let missing = || ParquetError::General("more columns than in the schema".to_owned());
        let mut column = self.group.next_column()?.ok_or_else(missing)?;
        column.typed::<T>().write_batch(values, present, repeated)?;
        column.close()
    }
}
