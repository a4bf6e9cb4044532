//! An HTTP/1.1 connection that asks one question after the other, and does as little as it can: what
//! it needs of the processors is missing to what is measured.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::ops::Range;

use anyhow::Context as _;
use tokio::net::TcpStream;

/// Longer than any answer here.
const ANSWER_BYTES: usize = 16_384;

pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Box<[u8; ANSWER_BYTES]>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Box::new([0; ANSWER_BYTES]) })
    }

    /// Sends a whole request, and waits for the body of its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> anyhow::Result<&[u8]> {
        let mut rest = request;
        while !rest.is_empty() {
            match self.stream.try_write(rest) {
                Ok(written) => rest = rest.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.stream.writable().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        let mut filled = 0;
        loop {
            filled += self.read(filled).await?;
            if let Some(body) = body(&self.buffer[..filled])? {
                return Ok(&self.buffer[body]);
            }
        }
    }

    /// More of an answer, behind what is there already.
    async fn read(&mut self, filled: usize) -> anyhow::Result<usize> {
        loop {
            self.stream.readable().await?;
            match self.stream.try_read(&mut self.buffer[filled..]) {
                Ok(0) => anyhow::bail!("the connection was closed before its answer was whole"),
                Ok(read) => return Ok(read),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Where the body of an answer lies, once it is whole.
fn body(answer: &[u8]) -> anyhow::Result<Option<Range<usize>>> {
    const END: &[u8] = b"\r\n\r\n";
    let Some(end) = answer.windows(END.len()).position(|window| window == END) else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end])?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    let length: usize = length.context("an answer without Content-Length")?.parse()?;
    let begin = end + END.len();
    Ok((answer.len() >= begin + length).then_some(begin..begin + length))
}
