//! Notices over a server of mail that other people wrote (真实邮件服务器): Debian's Exim on a port of this machine, with a certificate of its own, a
//! password, addresses that it does not know, and strangers whom it keeps waiting.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use yimen_acts::accounts::attempts::Source;
use yimen_acts::accounts::mailbox;
use yimen_acts::mail::{Server, Tls};
use yimen_acts::notices::out;
use yimen_acts::notices::proof::{self, Stand, Told};
use yimen_acts::outward::Secret;
use yimen_acts::{Centre, notices};
use yimen_testkit::{Engine, Mail, Town, items};

const ADDRESS: &str = "zhong@example.cn";
const PATIENCE: Duration = Duration::from_secs(30);

/// A running Exim; it ends with the value.
struct Exim {
    folder: TempDir,
    port: u16,
    certificate: Vec<u8>,
    process: Child,
}

impl Drop for Exim {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

impl Exim {
    fn start() -> Exim {
        let folder = TempDir::new().unwrap();
        let at = folder.path();
        for name in ["", "spool", "log", "mail"] {
            let place = at.join(name);
            std::fs::create_dir_all(&place).unwrap();
            // It works as a user of its own.
            std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o777)).unwrap();
        }
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_string()]).unwrap();
        let certificate = made.cert.pem().into_bytes();
        std::fs::write(at.join("cert.pem"), &certificate).unwrap();
        std::fs::write(at.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let conf = at.join("exim.conf");
        std::fs::write(&conf, configuration(at, port)).unwrap();
        std::fs::set_permissions(&conf, std::fs::Permissions::from_mode(0o644)).unwrap();
        let mut command = Command::new(if is_root() { "exim4" } else { "sudo" });
        if !is_root() {
            command.args(["-n", "exim4"]);
        }
        let process = command.arg("-C").arg(&conf).arg("-bdf").spawn();
        let process = process.expect("exim4 is needed: tools/packages.sh installs exim4-daemon-light");
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < PATIENCE, "exim4 does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Exim {
            folder,
            port,
            certificate,
            process,
        }
    }

    fn server(&self) -> Server {
        Server {
            host: "localhost".into(),
            port: self.port,
            tls: Tls::StartTls,
            ca: Some(self.certificate.clone()),
            login: Some(("centre".into(), Secret::new("secret"))),
            from: "前锋区政务服务中心 <notice@qianfeng.example.cn>".into(),
            per_minute: 60,
        }
    }

    /// From now on it keeps everybody waiting, or takes again.
    fn keeps_waiting(&self, waiting: bool) {
        let mark = self.folder.path().join("grey");
        if waiting {
            std::fs::write(mark, "").unwrap();
        } else {
            std::fs::remove_file(mark).unwrap();
        }
    }

    /// The mails that lie in the box of everybody, in no order, once there are so many.
    async fn mails(&self, count: usize) -> Vec<Mail> {
        let place = self.folder.path().join("mail/new");
        let began = Instant::now();
        loop {
            let files: Vec<_> = std::fs::read_dir(&place).into_iter().flatten().flatten().collect();
            if files.len() >= count {
                let read = |file: &std::fs::DirEntry| Mail {
                    queue: String::new(),
                    from: String::new(),
                    to: Vec::new(),
                    encrypted: true,
                    login: String::new(),
                    data: String::from_utf8(std::fs::read(file.path()).unwrap()).unwrap(),
                };
                assert_eq!(files.len(), count);
                return files.iter().map(read).collect();
            }
            assert!(began.elapsed() < PATIENCE, "a mail has not come: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log/mainlog")).unwrap_or_default()
    }
}

fn configuration(at: &Path, port: u16) -> String {
    let user = if is_root() {
        String::new()
    } else {
        format!("trusted_users = {}\n", std::env::var("USER").unwrap_or_default())
    };
    format!(
        "primary_hostname = mail.example.cn
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
spool_directory = {at}/spool
log_file_path = {at}/log/%slog
pid_file_path = {at}/exim.pid
keep_environment =
deliver_drop_privilege = true
{user}tls_advertise_hosts = *
tls_certificate = {at}/cert.pem
tls_privatekey = {at}/key.pem
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  deny message = no such user here
       condition = ${{if eq{{$local_part}}{{nobody}}}}
  defer message = greylisted, come again
       condition = ${{if exists{{{at}/grey}}}}
  accept authenticated = *
  deny message = say who you are
begin routers
everybody:
  driver = accept
  transport = maildir
begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = {at}/mail
  create_directory
  mode = 0666
  directory_mode = 0777
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{if and{{{{eq{{$auth2}}{{centre}}}}{{eq{{$auth3}}{{secret}}}}}}}}
  server_set_id = $auth2
",
        at = at.display()
    )
}

async fn go_out(centre: &Centre) {
    while notices::deliver(centre, 100).await.unwrap() > 0 {}
    while out::deliver_mails(centre, 20).await.unwrap() > 0 {}
}

async fn told(town: &Town, number: &str) -> Vec<Told> {
    let mut all = proof::of_case(&town.centre, &town.clerk().actor(), number)
        .await
        .unwrap();
    all.retain(|told| told.way == Some(out::Way::Mail));
    all
}

fn code_in(mail: &Mail) -> String {
    let text = mail.text();
    let at = text.find("验证码：").expect("a code") + "验证码：".len();
    text[at..].chars().take(6).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn debians_exim_takes_what_the_centre_tells() {
    let exim = Exim::start();
    Town::hold(Engine::File, async |town| {
        let centre = town.with_post(exim.server()).await;
        let me = town.account("citizen1");
        let source = Source::default();
        mailbox::ask(&centre, &me, ADDRESS, &source).await.unwrap();
        go_out(&centre).await;
        let code = code_in(&exim.mails(1).await[0]);
        mailbox::confirm(&centre, &me, &code, &source).await.unwrap();

        let number = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        go_out(&centre).await;
        let mails = exim.mails(2).await;
        let mail = mails
            .iter()
            .find(|mail| mail.field("Subject").contains(&number))
            .expect("the notice");
        assert_eq!(mail.field("From"), "前锋区政务服务中心 <notice@qianfeng.example.cn>");
        assert!(mail.text().contains("我们已收到您的申请") && mail.html().contains("<a href="));
        let kept = &told(town, &number).await[0];
        assert_eq!((kept.stand, kept.tries), (Stand::Sent, 1));
        let id = kept
            .answer
            .split("id=")
            .nth(1)
            .expect("Exim names the mail in its answer");
        assert!(
            exim.log().contains(id.trim()),
            "what it answered stands in its own log: {}",
            kept.answer
        );
        assert!(
            exim.log().contains("A=plain:centre") && exim.log().contains("P=esmtpsa"),
            "{}",
            exim.log()
        );

        exim.keeps_waiting(true);
        town.clerk().accepts(&number).await.unwrap();
        go_out(&centre).await;
        let waits = &told(town, &number).await[1];
        assert_eq!(waits.stand, Stand::Waits);
        assert!(waits.answer.contains("greylisted"), "{}", waits.answer);
        exim.keeps_waiting(false);
        town.seconds_later(61);
        go_out(&centre).await;
        exim.mails(3).await;
        assert_eq!(told(town, &number).await[1].stand, Stand::Sent);

        mailbox::ask(&centre, &me, "nobody@example.cn", &source).await.unwrap();
        go_out(&centre).await;
        let waiting = mailbox::own(&centre, &me).await.unwrap().asked.unwrap();
        assert!(
            waiting.sent && waiting.answer.contains("no such user"),
            "{}",
            waiting.answer
        );
        centre.close().await.unwrap();

        let stranger = Server {
            ca: None,
            ..exim.server()
        };
        let guess = Server {
            login: Some(("centre".into(), Secret::new("a guess"))),
            ..exim.server()
        };
        let other = town.citizen("citizen1").files(items::LEGAL_AID).await.unwrap().number;
        for (server, why) in [(stranger, "certificate"), (guess, "535")] {
            let centre = town.with_post(server).await;
            go_out(&centre).await;
            let waits = &told(town, &other).await[0];
            assert_eq!(waits.stand, Stand::Waits);
            assert!(waits.answer.contains(why), "{}", waits.answer);
            town.seconds_later(3_601);
            centre.close().await.unwrap();
        }
        let centre = town.with_post(exim.server()).await;
        go_out(&centre).await;
        exim.mails(4).await;
        assert_eq!(told(town, &other).await[0].tries, 3);
        centre.close().await.unwrap();
    })
    .await;
}
