use super::list::Stage;

/// What a user may do in the account of the streams, and nothing else.
#[derive(Debug)]
pub(super) struct User {
    pub(super) name: String,
    /// Its purpose, a comment in the generated file.
    pub(super) purpose: String,
    /// Where it may send messages and requests.
    pub(super) sends: Vec<Send>,
    /// Messages of other accounts that it may receive as they are sent.
    pub(super) hears: Vec<Hear>,
    /// What it may subscribe to, besides its inbox.
    pub(super) subscribes: Vec<String>,
    /// The service that it runs, which answers requests for its replicas.
    pub(super) runs: Option<String>,
    /// Whether it is in the account of the streams instead of its own.
    pub(super) inside: bool,
}

/// Messages that a user may receive live. They are exported by the account that sends them, because
/// the server doesn't export what COURANT has imported itself.
#[derive(Debug)]
pub(super) struct Hear {
    /// The user that sends them; `None` if that is in the account of the streams, as the server is
    /// with its advisories.
    pub(super) from: Option<String>,
    pub(super) subject: String,
}

/// A subject that a user may send to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Send {
    pub(super) subject: String,
    /// The user that receives them; `None` if that is in the account of the streams.
    pub(super) to: Option<String>,
    /// Whether a request may have several answers.
    pub(super) many: bool,
}

impl User {
    pub(super) fn new(name: &str, purpose: String) -> Self {
        Self {
            name: name.to_owned(),
            purpose,
            sends: Vec::new(),
            hears: Vec::new(),
            subscribes: Vec::new(),
            runs: None,
            inside: false,
        }
    }

    pub(super) fn send(&mut self, subject: impl Into<String>) {
        self.sends.push(Send { subject: subject.into(), to: None, many: false });
    }

    pub(super) fn api(&mut self, request: &str) {
        self.send(format!("$JS.API.{request}"));
    }

    pub(super) fn hear(&mut self, from: Option<&Stage>, subject: String) {
        let from = from.map(|stage| stage.name.to_owned());
        self.hears.push(Hear { from, subject });
    }

    /// Reads a stream without a consumer: by sequence and time, and the last message of a subject.
    pub(super) fn read_directly(&mut self, stream: &str) {
        self.read_batches(stream);
        self.many(format!("$JS.API.DIRECT.GET.{stream}.>"));
    }

    pub(super) fn read_batches(&mut self, stream: &str) {
        self.many(format!("$JS.API.DIRECT.GET.{stream}"));
    }

    /// Pulls messages with a durable consumer, and settles them.
    pub(super) fn consume(&mut self, stream: &str, durable: &str) {
        self.api(&format!("CONSUMER.INFO.{stream}.{durable}"));
        self.many(format!("$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}"));
        // nats-server 2.15 introduced a longer acknowledgement subject; both are needed.
        self.send(format!("$JS.ACK.{stream}.{durable}.>"));
        self.send(format!("$JS.ACK.*.*.{stream}.{durable}.>"));
    }

    pub(super) fn many(&mut self, subject: String) {
        self.sends.push(Send { subject, to: None, many: true });
    }

    /// Asks the replicas of a service, with these verbs of NATS's services.
    pub(super) fn ask(&mut self, service: &str, verbs: &[&str]) {
        for verb in verbs {
            let subject = format!("$SRV.{verb}.{service}");
            self.sends.push(Send { subject, to: Some(service.to_owned()), many: true });
        }
    }
}
