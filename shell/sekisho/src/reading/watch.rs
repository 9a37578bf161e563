//! Watches the connections to a server: counts what comes in, and sees bytes that belong to no answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// What was seen on all connections.
#[derive(Debug, Default)]
pub(super) struct Seen {
    bytes: AtomicU64,
    surplus: AtomicBool,
}

impl Seen {
    /// All bytes that came in.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Whether, since this was last asked, a connection ended with bytes that nobody had asked for.
    pub(super) fn take_surplus(&self) -> bool {
        self.surplus.swap(false, Ordering::Relaxed)
    }
}

/// The last link of the chain that makes connections.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) seen: Arc<Seen>,
    /// Whether connections go through a proxy.
    pub(super) by_proxy: bool,
}

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        // The connection to the proxy carries the one to the server, and only that one is looked at.
        let carries = self.by_proxy && details.config.proxy().is_none();
        let seen = (!carries).then(|| self.seen.clone());
        Ok(chained.map(|inner| Watched { inner, seen }))
    }
}

/// A connection that is watched.
#[derive(Debug)]
pub(super) struct Watched<In: Transport> {
    inner: In,
    seen: Option<Arc<Seen>>,
}

impl<In: Transport> Transport for Watched<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let before = self.inner.buffers().input().len();
        let progress = self.inner.await_input(timeout)?;
        let came = self.inner.buffers().input().len().saturating_sub(before);
        if let Some(seen) = &self.seen {
            seen.bytes.fetch_add(came as u64, Ordering::Relaxed);
        }
        Ok(progress)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

impl<In: Transport> Drop for Watched<In> {
    /// A connection goes on to the next request only when nothing is left over, so a surplus is seen here.
    fn drop(&mut self) {
        if let Some(seen) = &self.seen
            && !self.inner.buffers().input().is_empty()
        {
            seen.surplus.store(true, Ordering::Relaxed);
        }
    }
}
