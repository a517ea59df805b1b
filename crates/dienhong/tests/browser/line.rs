//! What happens to what is typed when the line or the session is lost.

use crate::{AREA, ELECTION, town::Town};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_line_loses_nothing_that_was_typed() {
    let mut town = Town::begins().await;
    town.signs_in("lan").await;
    let entry = format!("/desk/entry/{ELECTION}/{AREA}");
    town.go(&entry).await;
    // A finding comes while one types, at its field, before anything is sent.
    town.one("#voters_total").await.click().await.unwrap();
    town.types("100").await;
    town.types("101").await;
    town.hears("#noticed-H1", "H1").await;
    town.hears("[data-line]", "Số phiếu phát ra").await;
    let place = "return document.querySelector('#noticed-H1').previousElementSibling.querySelector('input').name;";
    let place: String = town.browser.execute(place, Vec::new()).await.unwrap().convert().unwrap();
    assert_eq!(place, "took_part");
    town.picture("noticed").await;
    town.line(false).await;
    town.types("99").await;
    town.hears(".draft", "Mất kết nối").await;
    town.line(true).await;
    town.hears(".draft", "Đã lưu nháp").await;

    // The session ends; the form does not arrive, and nothing of it is lost.
    town.browser.delete_all_cookies().await.unwrap();
    town.sets("returned", "98").await;
    town.saves().await;
    town.sees("Phiên làm việc đã hết").await;
    town.signs_in("lan").await;
    town.go(&entry).await;
    town.sees("Đã khôi phục").await;
    town.sees("returned=98").await;
    town.sees("issued=99").await;
    // Dropped by choice, it does not come back.
    town.clicks("button[name='step'][value='drop']").await;
    town.one("#waiting").await;
    town.go(&entry).await;
    assert!(!town.words().await.contains("=98"));

    // A page that follows the count says when it hears nothing any more.
    town.go("/elections/na-2026").await;
    let quiet = town.one(".lost").await.text().await.unwrap();
    assert_eq!(quiet, "");
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    town.stops();
    town.hears(".lost", "Mất kết nối").await;
    town.browser.clone().quit().await.unwrap();
}
