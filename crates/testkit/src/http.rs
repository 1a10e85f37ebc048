//! The centre behind a real server, and callers of its API.

use std::net::SocketAddr;

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use yimen_acts::accounts::token;
use yimen_web::Limits;

use crate::Town;

/// A running server; it ends with the value.
pub struct Http<'t> {
    town: &'t Town,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    server: JoinHandle<()>,
}

impl Drop for Http<'_> {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Town {
    /// Serves the centre on a free port.
    pub async fn http(&self) -> Http<'_> {
        self.http_within(Limits::none()).await
    }

    /// Serves the centre on a free port, with bounds on how often somebody may come.
    pub async fn http_within(&self, limits: Limits) -> Http<'_> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let site =
            yimen_web::site_within(self.centre.clone(), limits).into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, site).await.unwrap() });
        Http {
            town: self,
            base,
            server,
        }
    }
}

impl Http<'_> {
    /// Somebody without a token.
    pub fn stranger(&self) -> Caller {
        self.with_token(None)
    }

    /// Somebody with this token, right or wrong.
    pub fn with_token(&self, token: Option<String>) -> Caller {
        yimen_acts::outward::prepare();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Caller {
            base: self.base.clone(),
            token,
            client,
        }
    }

    /// Somebody with a new token of an account.
    pub async fn caller(&self, login: &str) -> Caller {
        let token = token::create(&self.town.centre, login, "test").await.unwrap();
        self.with_token(Some(token))
    }
}

/// Somebody who calls the API.
#[derive(Clone)]
pub struct Caller {
    base: String,
    token: Option<String>,
    client: Client,
}

impl Caller {
    /// A request to an address of the server.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).send().await.unwrap()).await
    }

    /// Reads a page as a browser does.
    pub async fn reads(&self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).header("accept", "text/html");
        Answer::of(request.send().await.unwrap()).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body).send().await.unwrap()).await
    }

    /// Sends JSON with an idempotency key.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).header("idempotency-key", key);
        Answer::of(request.json(body).send().await.unwrap()).await
    }

    /// Gives a command to a case.
    pub async fn commands(&self, number: &str, body: Value) -> Answer {
        self.post(&format!("/api/v1/cases/{number}/commands"), &body).await
    }

    /// Uploads a file; answers its hash.
    pub async fn uploads(&self, bytes: &[u8]) -> String {
        let request = self
            .request(Method::POST, "/api/v1/files?name=a.pdf")
            .body(bytes.to_vec());
        let answer = Answer::of(request.send().await.unwrap()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["file"].as_str().unwrap().to_string()
    }
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: reqwest::header::HeaderMap,
    /// Body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Reads an answer to its end.
    pub async fn of(response: Response) -> Answer {
        let (status, headers) = (response.status(), response.headers().clone());
        Answer {
            status,
            headers,
            bytes: response.bytes().await.unwrap().to_vec(),
        }
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as JSON, of an answer that says that all went well.
    pub fn well(&self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        self.json()
    }

    /// The code of a problem that is whole: RFC 9457 with words in both languages.
    pub fn problem(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{} {}",
            self.status,
            self.text()
        );
        let problem = self.json();
        let code = problem["code"].as_str().unwrap().to_string();
        assert_eq!(problem["status"], self.status.as_u16());
        assert_eq!(problem["type"], format!("urn:yimen:problem:{code}"));
        for words in [&problem["why"], &problem["remedy"]] {
            let said = |language: &str| words[language].as_str().is_some_and(|text| !text.is_empty());
            assert!(said("zh") && said("en"), "{problem}");
        }
        code
    }

    /// Paths of the fields at fault.
    pub fn fields(&self) -> Vec<String> {
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| error["field"].as_str().unwrap().to_string())
            .collect()
    }
}
