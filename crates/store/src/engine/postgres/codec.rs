//! Values on their way to PostgreSQL and back (编码).

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{Row, Stmt, StoreError, Value};

type Fault = Box<dyn Error + Sync + Send>;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Fault> {
        match (self, kind) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(number), &Type::INT8) => number.to_sql(kind, out),
            (Self::Text(text), &Type::TEXT) => text.as_str().to_sql(kind, out),
            (Self::Bytes(bytes), &Type::BYTEA) => bytes.as_slice().to_sql(kind, out),
            _ => Err(format!("{} was given where {kind} is expected", self.kind()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        match *kind {
            Type::INT8 => i64::from_sql(kind, raw).map(Self::Int),
            Type::INT4 => i32::from_sql(kind, raw).map(|number| Self::Int(number.into())),
            Type::INT2 => i16::from_sql(kind, raw).map(|number| Self::Int(number.into())),
            Type::BOOL => bool::from_sql(kind, raw).map(|truth| Self::Int(truth.into())),
            Type::TEXT | Type::VARCHAR => <&str>::from_sql(kind, raw).map(Self::from),
            Type::BYTEA => <&[u8]>::from_sql(kind, raw).map(|bytes| Self::Bytes(bytes.into())),
            _ => Err(format!("the type {kind} is not read").into()),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Fault> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A parameter of a statement.
pub(super) fn param(value: &Value) -> &(dyn ToSql + Sync) {
    value
}

/// A row of a statement.
pub(super) fn row(stmt: &Stmt, row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let values = (0..row.len())
        .map(|column| row.try_get(column))
        .collect::<Result<Vec<Value>, _>>()
        .map_err(|error| StoreError::Broken(format!("{}: {error}", stmt.name)))?;
    Ok(Row::new(stmt.name, values))
}
