//! Web pages that a browser saved as one file (MHTML): a mail whose parts are the page and all that it shows.

use std::borrow::Cow;

use mail_parser::{
    Encoding as Transfer, MessageParser, MimeHeaders as _,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};
use memchr::memmem;

use super::{
    called::PAGE,
    charset::Charset,
    choice::Offer,
    error::ReadError,
    taken::Reading,
    web::{self, How},
};

/// The article of the page; the first part of HTML is the page, others are frames in it.
pub(super) fn read(bytes: &[u8], how: How<'_>) -> Result<(Reading, Vec<Offer>), ReadError> {
    let message = MessageParser::new().parse(bytes);
    let parts = message.as_ref().map_or_else(Default::default, |message| &*message.parts);
    let boundary = parts.first().and_then(|whole| whole.content_type()?.attribute("boundary"));
    if boundary.is_some_and(|boundary| memmem::find(bytes, format!("--{boundary}--").as_bytes()).is_none()) {
        return Err(ReadError::damaged(PAGE, "its end is missing"));
    }
    let damaged = || ReadError::damaged(PAGE, "there is no page in it");
    let part = parts.iter().find(|part| part.is_content_type("text", "html")).ok_or_else(damaged)?;
    let place = usize::try_from(part.offset_body).ok().zip(usize::try_from(part.offset_end).ok());
    let sent = place.and_then(|(start, end)| bytes.get(start..end)).ok_or_else(damaged)?;
    let page = match part.encoding {
        Transfer::None => Cow::Borrowed(sent),
        Transfer::QuotedPrintable => Cow::Owned(quoted_printable_decode(sent).ok_or_else(damaged)?),
        Transfer::Base64 => Cow::Owned(base64_decode(sent).ok_or_else(damaged)?),
    };
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    let told = charset.and_then(|name| Charset::parse(name).ok());
    web::read(&page, How { told, link: part.content_location().unwrap_or_default(), ..how })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEATS: &str = "The seats at the table are counted again this morning, and there is one fewer than there was.";

    fn mail(headers: &str, page: &str) -> Vec<u8> {
        format!(
            "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\t\
             boundary=\"--b--\"\r\n\r\n\r\n----b--\r\nContent-Type: text/html{headers}\r\n\
             Content-Location: https://harbour.example/seats?a=1\r\n\r\n{page}\r\n----b--\r\nContent-Type: text/html\r\n\r\n\
             <p>An advert in a frame\r\n----b----\r\n"
        )
        .into_bytes()
    }

    fn check(headers: &str, page: &str, expected: &str) {
        let ((taken, _), _) = read(&mail(headers, page), How::default()).expect("an article");
        let found: Vec<_> =
            taken.iter().map(|article| [&*article.title, &*article.outlet, &*article.link, &*article.text]).collect();
        assert_eq!(found, [["Seats", "harbour.example", "https://harbour.example/seats?a=1", expected]]);
    }

    #[test]
    fn the_page_is_read_however_it_was_sent() {
        let page = format!("<html><head><title>Seats</title></head><body><h1>Seats</h1><p>{SEATS}</p><p>{SEATS}</p>");
        let text = format!("Seats\n\n{SEATS}\n\n{SEATS}\n");
        check("", &page, &text);
        let soft = page.replace('=', "=3D").replace("fewer than", "fe=\r\nwer =E2=80=93 than");
        let dashed = text.replace("fewer", "fewer –");
        check("\r\nContent-Transfer-Encoding: quoted-printable", &soft, &dashed);
        let western = page.replace('=', "=3D").replace("fewer", "fewer =96");
        check("; charset=\"windows-1252\"\r\nContent-Transfer-Encoding: quoted-printable", &western, &dashed);
        // “<title>Seats</title><h1>Seats</h1><p>Seats stand empty, it is said.”
        let lines = "PHRpdGxlPlNlYXRzPC90aXRsZT48aDE+U2VhdHM8L2gx\r\nPjxwPlNlYXRzIHN0YW5kIGVtcHR5LCBpdCBpcyBzYWlkLg==";
        check("\r\nContent-Transfer-Encoding: base64", lines, "Seats\n\nSeats stand empty, it is said.\n");
    }

    #[test]
    fn a_mail_without_a_page_or_an_end_is_refused() {
        let why = |bytes: &[u8]| read(bytes, How::default()).expect_err("an error").to_string();
        let mail = mail("", SEATS);
        assert!(why(&mail[..mail.len() - 8]).contains("its end is missing"));
        assert!(why(b"From: nobody\r\n\r\nWords.").contains("no page in it"));
        assert!(why(b"").contains("no page in it"));
    }
}
