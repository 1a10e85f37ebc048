//! Shows the layout and every component at http://127.0.0.1:8099/design.

use axum::Router;
use yimen_web::shell::{Settings, dress};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let settings = Settings {
        demonstration: true,
        ..Settings::default()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8099").await?;
    axum::serve(listener, dress(Router::new(), settings)).await
}
