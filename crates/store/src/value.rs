//! Values that go into statements and rows that come out of them (值与行).

use compact_str::CompactString;
use smallvec::SmallVec;

use crate::StoreError;

/// One value of a column (列值): the only types that every supported database has in common. Short texts and identifiers
/// lie in the value itself: most of the twenty rows of a case have nothing else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Absent (空值).
    Null,
    /// A whole number: a count, money in fen, a time in UTC microseconds (整数).
    Int(i64),
    /// Text in UTF-8 (文本).
    Text(CompactString),
    /// Bytes: an identifier, a digest, sealed content (字节串).
    Bytes(SmallVec<[u8; 16]>),
}

impl Value {
    /// What kind of value this is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Int(_) => "a number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Bytes(SmallVec::from_slice(&bytes))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One row that a statement gave (结果行), read by the position of its columns from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    statement: &'static str,
    values: Vec<Value>,
}

impl Row {
    /// A row of the statement with this name.
    pub fn new(statement: &'static str, values: Vec<Value>) -> Self {
        Self { statement, values }
    }

    /// The values in the order of the columns.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The number in column `column`.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| self.shape(column, "a number"))
    }

    /// The text in column `column`.
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        self.opt_text(column)?.ok_or_else(|| self.shape(column, "text"))
    }

    /// The bytes in column `column`.
    pub fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        self.opt_bytes(column)?.ok_or_else(|| self.shape(column, "bytes"))
    }

    /// The sixteen bytes of an identifier in column `column` (标识).
    pub fn id(&self, column: usize) -> Result<[u8; 16], StoreError> {
        let bytes = self.bytes(column)?;
        bytes.try_into().map_err(|_| self.shape(column, "sixteen bytes"))
    }

    /// The thirty-two bytes of a hash in column `column` (摘要).
    pub fn hash(&self, column: usize) -> Result<[u8; 32], StoreError> {
        let bytes = self.bytes(column)?;
        bytes.try_into().map_err(|_| self.shape(column, "thirty-two bytes"))
    }

    /// The number in column `column`, or `None` when it is absent.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.values.get(column) {
            Some(Value::Int(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.shape(column, "a number")),
        }
    }

    /// The text in column `column`, or `None` when it is absent.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self.values.get(column) {
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.shape(column, "text")),
        }
    }

    /// The bytes in column `column`, or `None` when they are absent.
    pub fn opt_bytes(&self, column: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.values.get(column) {
            Some(Value::Bytes(bytes)) => Ok(Some(bytes)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.shape(column, "bytes")),
        }
    }

    fn shape(&self, column: usize, wanted: &'static str) -> StoreError {
        StoreError::Shape {
            statement: self.statement,
            column,
            wanted,
            found: self.values.get(column).map_or("no such column", Value::kind),
        }
    }
}
