use crate::features::features;

features! {
    /// The features of a candidate for the article's authors.
    ///
    /// The weights are fitted on pages with known authors, and on pages known to name none, as a
    /// softmax over each page's candidates, one of which is "nobody".
    pub(crate) enum AuthorFeature from "weights.tsv" {
        JsonLd,
        /// According to JSON-LD, all of them are organisations.
        JsonLdOrganization,
        Meta,
        /// A Chinese byline.
        Chinese,
        /// In an element that names an author.
        Element,
        /// In a line that looks like a byline.
        Line,
        /// The score of the byline, divided by four.
        SeenScore,
        Seen4,
        Seen5,
        Seen6,
        /// The byline with the highest score.
        SeenFirst,
        /// Declared and visible, or declared twice.
        Sources,
        /// Not declared, but others are.
        OthersDeclared,
        /// Not declared, but others are, all of which are the site or placeholders.
        WeakDeclared,
        /// A subset or a superset of the declared names.
        PartOfDeclared,
        MoreThanDeclared,
        AllSite,
        SomeSite,
        OneWord,
        Organization,
        /// Names a newsroom or the site in an article of type `NewsArticle` or `Report`.
        NewsOrganization,
        JsonLdAllSite,
        JsonLdOneWord,
        JsonLdWithOrganization,
        JsonLdPersons,
        /// In a meta element and not in JSON-LD; so are the next three.
        MetaAllSite,
        MetaOneWord,
        MetaWithOrganization,
        MetaPersons,
        Undeclared,
        /// Names an organisation or the site, on a page that JSON-LD describes as an article.
        OrganizationOfArticle,
        Numbered,
        /// All have the shape of a person's name.
        Persons,
        /// The first member of a forum on the page; the next two apply to pages that declare a discussion,
        /// and to pages with several members.
        Member,
        MemberOfForum,
        MemberOfMany,
        /// Visible only, and the first member, above the text.
        MemberAbove,
        /// A single word, on a page that declares a discussion.
        OneWordOfForum,
        /// Below a line that only says `Written by`, or above one that only gives a role.
        Labelled,
        /// A single word after a lead.
        Led,
        /// In a line near the headline, with a date next to it.
        Dated,
        /// The person after whom the site is named, or who holds its copyright, if nobody else is named.
        Owner,
        OwnerOnly,
        /// Visible only, and below the text.
        Below,
        /// Visible only, and far below the headline.
        Far,
        /// Visible only, and in a sidebar.
        Beside,
        /// Visible only, and above the headline.
        Above,
        /// Nobody.
        None,
        /// Nobody, although JSON-LD describes an article.
        NoneThoughArticle,
        NoneOfWebsite,
        NoneOfProduct,
        NoneAtRoot,
        NoneThoughDeclared,
        NoneThoughPerson,
        NoneThoughSeen,
        NoneOfForum,
        NoneOfMany,
    }
}
