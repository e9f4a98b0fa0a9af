//! The bytes of an RTF file as what it is made of.

/// What an RTF file is made of.
pub enum Token<'b> {
    Open,
    Close,
    /// A control word with its number.
    Word(&'b str, Option<i32>),
    /// A sign behind a backslash.
    Sign(u8),
    Byte(u8),
    /// A byte that was written as `\'e9`.
    Hex(u8),
}

/// Goes through the bytes of a file.
pub struct Tokens<'b> {
    pub bytes: &'b [u8],
    pub at: usize,
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                b'\\' => return self.control(),
                b'\r' | b'\n' => {}
                byte => return Some(Token::Byte(byte)),
            }
        }
    }
}

impl<'b> Tokens<'b> {
    fn control(&mut self) -> Option<Token<'b>> {
        let first = *self.bytes.get(self.at)?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first != b'\'' {
                return Some(Token::Sign(first));
            }
            let hex = self.bytes.get(self.at..self.at + 2).and_then(|hex| std::str::from_utf8(hex).ok());
            self.at += 2;
            return Some(Token::Hex(hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(b'?')));
        }
        let start = self.at;
        self.skip_while(|byte| byte.is_ascii_alphabetic());
        let word = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        let start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        self.skip_while(|byte| byte.is_ascii_digit());
        let number = std::str::from_utf8(&self.bytes[start..self.at]).ok().and_then(|digits| digits.parse().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        Some(Token::Word(word, number))
    }

    fn skip_while(&mut self, is: impl Fn(u8) -> bool) {
        while self.bytes.get(self.at).is_some_and(|byte| is(*byte)) {
            self.at += 1;
        }
    }
}
