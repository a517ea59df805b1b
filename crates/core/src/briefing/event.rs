use super::{
    AllOf, Article, Attached, BriefingId, Figures, Plan, Question, SessionId, SessionPlan,
};
use crate::{
    Date, Head, State, count::Count, events::events, people::BodyId, units::UnitId, vote::Document,
};
use dienhong_journal::Hash;

events! {
    /// What has happened to briefings. Which of them are closed their plans say.
    pub enum Event {
        /// A body will have a document read.
        "briefing.opened" => Opened { briefing: BriefingId, plan: Plan },
        "briefing.article_added" => ArticleAdded { briefing: BriefingId, article: Article },
        /// Questions that readers may answer for themselves. Who answers is recorded nowhere.
        "briefing.quiz_set" => QuizSet { briefing: BriefingId, questions: Vec<Question> },
        /// A body that has it sends it to bodies below.
        "briefing.sent" => Sent {
            briefing: BriefingId,
            bodies: Vec<BodyId>,
            /// They are all of a kind in a unit who did not have it yet.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            all: Option<AllOf>,
            due: Date,
        },
        /// People of these bodies will be told of it, at one place or in one meeting.
        "briefing.session_planned" => SessionPlanned {
            briefing: BriefingId,
            session: SessionId,
            plan: SessionPlan,
        },
        "briefing.session_held" => SessionHeld {
            briefing: BriefingId,
            session: SessionId,
            /// None: fewer than may be shown.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            present: Option<Count>,
        },
        /// How far a body's own people have come. A later statement counts.
        "briefing.progress_stated" => ProgressStated {
            briefing: BriefingId,
            body: BodyId,
            /// None: fewer are counted than may be shown.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            figures: Option<Figures>,
        },
        /// What a body did to carry the document out.
        "briefing.carried_out" => CarriedOut {
            briefing: BriefingId,
            body: BodyId,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            text: Option<String>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            document: Option<Document>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            file: Option<Attached>,
        },
        /// Somebody other than who brought a file looked whether all may see it.
        "briefing.file_reviewed" => FileReviewed {
            briefing: BriefingId,
            blob: Hash,
            fit: bool,
            /// Why not, when it is not fit. Names nobody.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            note: Option<String>,
        },
        /// It is asked of nobody any more. Who states later does so late.
        "briefing.closed" => Closed {
            briefing: BriefingId,
            on: Date,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            reason: Option<String>,
        },
    }
}

impl Event {
    pub fn briefing(&self) -> &BriefingId {
        match self {
            Event::Opened { briefing, .. }
            | Event::ArticleAdded { briefing, .. }
            | Event::QuizSet { briefing, .. }
            | Event::Sent { briefing, .. }
            | Event::SessionPlanned { briefing, .. }
            | Event::SessionHeld { briefing, .. }
            | Event::ProgressStated { briefing, .. }
            | Event::CarriedOut { briefing, .. }
            | Event::FileReviewed { briefing, .. }
            | Event::Closed { briefing, .. } => briefing,
        }
    }

    /// The file that it brings, if any.
    pub fn file(&self) -> Option<&Attached> {
        match self {
            Event::ArticleAdded { article, .. } => article.file.as_ref(),
            Event::CarriedOut { file, .. } => file.as_ref(),
            _ => None,
        }
    }

    /// It belongs to the unit of the body that acts; what is said of a file, to that of who brought it.
    pub(crate) fn unit(&self, state: &State, head: &Head) -> Option<UnitId> {
        let of = state.briefing.get(self.briefing());
        let body = match self {
            Event::FileReviewed { blob, .. } => of.and_then(|of| of.brought.get(blob)),
            _ => head.body.as_ref(),
        };
        state.people.body(body?)?.unit.clone()
    }

    /// Whether its record is closed: all of a briefing's are, or none.
    pub(crate) fn closed(&self, state: &State) -> bool {
        match self {
            Event::Opened { plan, .. } => plan.closed,
            _ => state.briefing.get(self.briefing()).is_some_and(|of| of.plan.closed),
        }
    }

    /// To whom it is sent, and who meets, may lie in units of others.
    pub(crate) fn rests_on_others(&self) -> bool {
        matches!(self, Event::Sent { .. } | Event::SessionPlanned { .. })
    }
}
