//! The server of mail (邮件服务器) in the configuration file.

use std::path::PathBuf;

use serde::Deserialize;
use yimen_acts::mail::{Server, Tls};
use yimen_acts::outward::Secret;

use crate::config::from_file;

/// Letters in a minute when nothing is said.
const PER_MINUTE: u32 = 60;

/// The server, `[mail]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MailFile {
    host: String,
    port: Option<u16>,
    tls: Option<String>,
    ca_file: Option<PathBuf>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    from: String,
    per_minute: Option<u32>,
}

impl MailFile {
    /// The server with its secret read.
    ///
    /// # Errors
    /// The first setting that cannot be, by name.
    pub(crate) fn server(&self) -> Result<Server, String> {
        let tls = self.tls.as_deref().unwrap_or("tls");
        let tls = Tls::parse(tls).ok_or_else(|| format!("mail: tls: “{tls}” is none of none, starttls, tls"))?;
        let password = match std::env::var("YIMEN_MAIL_PASSWORD") {
            Ok(password) => Some(password),
            Err(_) => from_file("mail password-file", self.password_file.as_deref())?,
        };
        let login = match (self.user.clone(), password.filter(|password| !password.is_empty())) {
            (Some(user), Some(password)) => Some((user, Secret::new(password))),
            (None, None) => None,
            _ => return Err("mail: user and password-file belong together: one of them is missing".into()),
        };
        let ca = self.ca_file.as_deref().map(|path| {
            std::fs::read(path).map_err(|error| format!("mail: ca-file: {} cannot be read: {error}", path.display()))
        });
        let usual = match tls {
            Tls::Tls => 465,
            Tls::StartTls => 587,
            Tls::None => 25,
        };
        let server = Server {
            host: self.host.clone(),
            port: self.port.unwrap_or(usual),
            tls,
            ca: ca.transpose()?,
            login,
            from: self.from.clone(),
            per_minute: self.per_minute.unwrap_or(PER_MINUTE).into(),
        };
        server.check().map_err(|why| format!("mail: {why}"))?;
        Ok(server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(text: &str) -> Result<Server, String> {
        toml::from_str::<MailFile>(text)
            .map_err(|error| error.to_string())?
            .server()
    }

    #[test]
    fn what_is_missing_or_unsafe_is_named() {
        let right = settled("host = \"smtp.example.cn\"\nfrom = \"中心 <notice@example.cn>\"").unwrap();
        assert_eq!((right.port, right.tls, right.per_minute), (465, Tls::Tls, 60));
        for (text, wrong) in [
            (
                "host = \"smtp.example.cn\"\nfrom = \"a@example.cn\"\ntls = \"none\"",
                "none",
            ),
            (
                "host = \"smtp.example.cn\"\nfrom = \"a@example.cn\"\ntls = \"ssl\"",
                "ssl",
            ),
            ("host = \"smtp.example.cn\"\nfrom = \"nobody\"", "from"),
            (
                "host = \"smtp.example.cn\"\nfrom = \"a@example.cn\"\nuser = \"a\"",
                "password-file",
            ),
            (
                "host = \"smtp.example.cn\"\nfrom = \"a@example.cn\"\nca-file = \"/nowhere.pem\"",
                "ca-file",
            ),
            (
                "host = \"smtp.example.cn\"\nfrom = \"a@example.cn\"\nper-minute = 0",
                "per-minute",
            ),
        ] {
            assert!(settled(text).unwrap_err().contains(wrong), "{text}");
        }
    }
}
