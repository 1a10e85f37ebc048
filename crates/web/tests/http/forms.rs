//! Forms over the API: the schema, rows and files, faults by path.

use serde_json::json;
use yimen_testkit::{Engine, Town, items};

use crate::application;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_rows_and_a_file_is_filed_and_comes_back_and_each_fault_has_its_path() {
    Town::hold(Engine::Sqlite, async |town| {
        let http = town.http().await;
        let citizen = http.caller("citizen1").await;
        let schema = http
            .stranger()
            .get(&format!("/api/v1/items/{}/form", items::FOOD))
            .await;
        let row = &schema.json()["properties"]["staff"]["items"];
        assert_eq!(row["properties"]["name"]["x-element"], "person_name");
        assert_eq!(row["properties"]["name"]["x-words"]["required"]["zh"], "请填写“姓名”。");

        let photo = citizen.uploads(b"\x89PNG\r\n\x1a\n....").await;
        let mut body = application(town, &citizen, items::FOOD).await;
        body["form"]["staff"] = json!([
            { "name": "李四", "health_certificate": "JK20260001", "valid_until": "2027-05-01", "trained": false },
        ]);
        body["form"]["front_photo"] = json!([photo]);
        let filed = citizen.post_once("/api/v1/cases", "rows", &body).await.well();
        let number = filed["number"].as_str().unwrap().to_string();
        let case = citizen.get(&format!("/api/v1/cases/{number}")).await.well();
        assert_eq!(case["form"]["staff"][0]["trained"], "no");
        assert_eq!(case["form"]["front_photo"][0]["hash"], photo.as_str());

        body["form"]["staff"] = json!([{ "name": "李四2" }, { "name": "王五", "trained": "yes", "age": 3 }]);
        body["form"]["front_photo"] = json!(["f".repeat(64)]);
        let refused = citizen.post_once("/api/v1/cases", "wrong file", &body).await;
        assert_eq!(
            (refused.status.as_u16(), refused.fields()),
            (422, vec!["form.front_photo".to_string()])
        );
        body["form"]["front_photo"] = json!([]);
        let refused = citizen.post_once("/api/v1/cases", "wrong rows", &body).await;
        let mut fields = refused.fields();
        fields.sort();
        assert_eq!(
            fields,
            [
                "form.staff[0].health_certificate",
                "form.staff[0].name",
                "form.staff[0].valid_until",
                "form.staff[1].age",
                "form.staff[1].health_certificate",
                "form.staff[1].trained_on",
                "form.staff[1].valid_until",
            ]
        );
    })
    .await;
}
