"""Sentences of agreements and the rule values they state."""

from __future__ import annotations

import textwrap

import pytest

from app.terms import facts
from app.terms.outline import parse_text

PERIODS = [
    # Notice of non-renewal
    ("Renewal",
     "This Agreement renews unless either party gives at least thirty (30) days prior "
     "written notice of non-renewal.",
     "cancel-notice", "P30D"),
    ("Renewal",
     "Either party may cancel the renewal by giving no fewer than 10 business days notice.",
     "cancel-notice", "P10D"),
    ("Term",
     "Customer may elect not to renew by notice sixty days before the end of the then- "
     "current term.",
     "cancel-notice", "P60D"),
    ("Term and Renewal",
     "The subscription will renew unless a party notifies the other at least ninety (90) "
     "days prior to expiration of the term.",
     "cancel-notice", "P90D"),
    ("Subscription",
     "You must cancel at least one month before the renewal date.",
     "cancel-notice", "P1M"),
    ("Subscription",
     "A cancellation has to reach us two weeks before the term ends.",
     "cancel-notice", "P14D"),
    ("Renewal",
     "Non-renewal requires 90 calendar days' written notice before the anniversary date.",
     "cancel-notice", "P90D"),
    ("Auto-renewal",
     "The term extends for another year unless terminated with three months' notice before "
     "its end.",
     "cancel-notice", "P3M"),
    # Reminders are not notices of cancellation
    ("Renewal",
     "We will send a reminder thirty (30) days before your subscription renews.",
     "renewal-reminder", "P30D"),
    ("Renewal",
     "Vendor reminds Customer of the renewal 60 days before the Term expires.",
     "renewal-reminder", "P60D"),
    # Cure
    ("Termination",
     "Either party may terminate if the other commits a material breach and fails to cure it "
     "within thirty (30) days after written notice.",
     "cure-period", "P30D"),
    ("Termination",
     "A party may terminate upon 14 days' notice of a default that is not remedied.",
     "cure-period", "P14D"),
    ("Default",
     "The defaulting party has ten (10) business days to cure any breach.",
     "cure-period", "P10D"),
    ("Term",
     "Vendor may end this Agreement where a breach is not remedied within sixty days of "
     "notice thereof.",
     "cure-period", "P60D"),
    ("Termination", "There is a 30-day cure period for each breach.", "cure-period", "P30D"),
    # Audit
    ("Audit",
     "Vendor may audit Customer's use upon at least ten (10) days' advance notice.",
     "audit-notice", "P10D"),
    ("Compliance",
     "On no less than 15 business days' prior written notice, Vendor may inspect the "
     "records.",
     "audit-notice", "P15D"),
    ("Verification", "An audit is announced 5 days in advance.", "audit-notice", "P5D"),
    ("Audit",
     "The audit may begin not earlier than thirty days after the notice; prior notice of 30 "
     "days is given in writing.",
     "audit-notice", "P30D"),
    # Certification
    ("Certification",
     "Customer certifies its use in writing within thirty (30) days of Vendor's request.",
     "certification-period", "P30D"),
    ("Compliance",
     "Within 15 days after a request, Licensee shall provide a signed certification of "
     "compliance.",
     "certification-period", "P15D"),
    # Disputes
    ("Disputes",
     "The parties consult in good faith for sixty (60) days before any arbitration of a "
     "dispute.",
     "consultation-period", "P60D"),
    ("Dispute Resolution",
     "If the dispute is not resolved by negotiation within 45 days, either party may sue.",
     "consultation-period", "P45D"),
    ("Arbitration",
     "Senior managers meet to settle the disagreement for 30 days before a proceeding "
     "begins.",
     "consultation-period", "P30D"),
    # Publicity
    ("Publicity",
     "Vendor removes the logo within thirty (30) days after Customer opts out.",
     "publicity-opt-out", "P30D"),
    ("Marketing",
     "On request we will cease to use your name and logo within 10 business days.",
     "publicity-opt-out", "P10D"),
    # Data
    ("Data",
     "Customer Data are deleted forty-five (45) days after the end of the term.",
     "data-deletion", "P45D"),
    ("Effect of Termination",
     "Customer may export its data for a period of thirty (30) days after termination.",
     "data-deletion", "P30D"),
    ("Data deletion",
     "We will delete your content within 90 days of expiration.",
     "data-deletion", "P90D"),
    ("Data",
     "Your Data remain available for download for 60 days following cancellation.",
     "data-deletion", "P60D"),
    # Payment
    ("Payment",
     "Invoices are payable within thirty (30) days of the invoice date.",
     "payment-period", "P30D"),
    ("Fees",
     "Customer shall pay all fees within 45 days after receipt of an invoice.",
     "payment-period", "P45D"),
    ("Fees", "All invoices are due net 30.", "payment-period", "P30D"),
    ("Invoicing",
     "Payment is due not later than 14 days from the date of the invoice.",
     "payment-period", "P14D"),
    ("Payment", "Payment terms are net 60 days.", "payment-period", "P60D"),
    # Notices
    ("Notices",
     "A notice sent by e-mail is deemed given on the first business day after sending.",
     "notice-given", "P1D"),
    ("Notices",
     "Notices count as received on the second business day after they were mailed.",
     "notice-given", "P2D"),
    ("Notices",
     "Notices by post are deemed received three (3) business days after mailing.",
     "notice-given", "P3D"),
    ("Notices",
     "A notice counts as given on the first (1st) Business Day after it was sent.",
     "notice-given", "P1D"),
    # Storage, suspension, announcements
    ("Storage",
     "If the storage limit is exceeded for more than fifteen (15) days, overage is charged.",
     "storage-overage-grace", "P15D"),
    ("Suspension",
     "Vendor warns Customer five (5) days before it suspends access.",
     "suspension-warning", "P5D"),
    ("Suspension",
     "We may suspend the service on at least 10 days' notice.",
     "suspension-warning", "P10D"),
    ("Changes",
     "We will announce changes to these terms at least thirty days in advance.",
     "version-announcement", "P30D"),
    ("Modifications",
     "Vendor may amend this agreement upon 60 days' prior notice.",
     "version-announcement", "P60D"),
    ("No-charge products",
     "The right to use a trial ends where the new version of the terms is not accepted "
     "within ninety (90) days.",
     "acceptance-period", "P90D"),
    # Liability and indemnity
    ("Liability",
     "Liability shall not exceed the amounts paid in the twelve (12) months preceding the "
     "claim.",
     "liability-period", "P12M"),
    ("Limitation of Liability",
     "The aggregate liability is limited to the fees paid during the prior 24 months.",
     "liability-period", "P24M"),
    ("Limitation of Liability",
     "Damages are capped at fees paid for the six-month period immediately before the event.",
     "liability-period", "P6M"),
    ("Indemnity",
     "The refund is reduced by straight-line depreciation over three years.",
     "indemnity-depreciation", "P3Y"),
    ("Infringement",
     "We refund the license fee, amortized over a five (5) year period.",
     "indemnity-depreciation", "P5Y"),
    # Nothing that the names cover
    ("Confidentiality", "The duties last for five (5) years after disclosure.", "period", "P5Y"),
    ("Warranty", "The warranty lasts ninety (90) days from delivery.", "period", "P90D"),
    ("Term", "The initial term is a three-year term.", "period", "P3Y"),
    ("Support", "We answer within four (4) hours.", "period", "PT4H"),
    ("Records", "Records are kept for one year and six months.", "period", "P1Y6M"),
    ("Warranty", "Vendor will correct reported defects within 30 days.", "period", "P30D"),
    ("Termination",
     "Customer may terminate for convenience on 90 days' written notice.",
     "period", "P90D"),
    ("Indemnity",
     "There is no duty where less was paid in the twelve months before the claim.",
     "period", "P12M"),
    ("Moving and cancelling", "A date may be moved up to ten days before it.", "period", "P10D"),
    ("Copies",
     "Copies in backups of Your Data are overwritten within a further ninety days after the "
     "end.",
     "period", "P90D"),
]  # fmt: skip

AMOUNTS = [
    ("Liability",
     "For free products, liability shall not exceed US$ 20.",
     "no-charge-cap", "20.00 USD"),
    ("No-Charge Products",
     "Our liability is limited to twenty US dollars (US$ 20.00).",
     "no-charge-cap", "20.00 USD"),
    ("Liability",
     "Liability for trials and beta versions shall not exceed 50 EUR.",
     "no-charge-cap", "50.00 EUR"),
    ("Liability", "The total liability shall not exceed USD 50,000.", "cap", "50000.00 USD"),
    ("Liability",
     "In no event is liability greater than a maximum of € 1.000.000.",
     "cap", "1000000.00 EUR"),
    ("Limitation of Liability", "Damages are limited to $2.5 million.", "cap", "2500000.00 USD"),
    ("Indemnity",
     "There is no duty to defend where the fees were less than fifty thousand US dollars.",
     "indemnity-minimum", "50000.00 USD"),
    ("Indemnification",
     "This section applies only where fees of at least £10,000 were paid.",
     "indemnity-minimum", "10000.00 GBP"),
    ("Arbitration",
     "Where no claim exceeds 250,000 US dollars, expedited rules apply.",
     "expedited-limit", "250000.00 USD"),
    ("Disputes",
     "The expedited procedure applies to claims up to CHF 100'000.",
     "expedited-limit", "100000.00 CHF"),
    ("Fees", "The annual fee is EUR 1.234,56.", "amount", "1234.56 EUR"),
    ("Fees", "A reinstatement costs one hundred and twenty-five dollars.", "amount", "125.00 USD"),
    ("Fees", "Each user costs ¥ 12,000.", "amount", "12000.00 JPY"),
    ("Insurance",
     "Vendor holds liability insurance of at least USD 5,000,000.",
     "amount", "5000000.00 USD"),
    ("Affiliates",
     "An affiliate is an entity of which more than fifty percent (50%) of the voting shares "
     "are owned.",
     "affiliate-ownership", "50"),
    ("Affiliates",
     "Control means ownership of 50 % or more of the equity interests.",
     "affiliate-ownership", "50"),
    ("Definitions",
     "Subsidiary means a company in which it holds at least 25 percent of the shares.",
     "affiliate-ownership", "25"),
    ("Payment", "Late amounts bear interest at 1.5% per month.", "percentage", "1.5"),
    ("Service levels", "The uptime is 99.9 % in each calendar month.", "percentage", "99.9"),
    ("Service levels", "Availability is at least 99.995 percent.", "percentage", "99.995"),
    ("Fees", "Prices rise by no more than five percent.", "percentage", "5"),
]  # fmt: skip

WORDS = [
    ("Renewal",
     "The term automatically renews for successive one-year terms.",
     "renewal", "automatic"),
    ("Renewal", "The subscription auto-renews.", "renewal", "automatic"),
    ("Renewal", "At its end a subscription renews by itself.", "renewal", "automatic"),
    ("Renewal",
     "The agreement shall be renewed for successive periods of one year.",
     "renewal", "automatic"),
    ("Renewal", "The subscription does not renew.", "renewal", "none"),
    ("Renewal", "There is no automatic renewal.", "renewal", "none"),
    ("Renewal", "Support does not renew by itself unless the Order says so.", "renewal", "none"),
    ("Renewal",
     "It renews automatically unless a party gives notice that it will not renew.",
     "renewal", "automatic"),
    ("Changes", "From that day the new version applies to all Support, also under earlier Orders.",
     "changes-apply", "at-once"),
    ("Changes", "A new version applies from that day.", "changes-apply", "at-once"),
    ("Renewal", "Cancel a renewal by notice in writing.", "cancel-form", "in-writing"),
    ("Term", "Either party may end it by written notice before the end of the then-current term.",
     "cancel-form", "in-writing"),
    ("Renewal",
     "Either party may cancel a renewal in the portal, by e-mail or by letter.",
     "cancel-form", "any"),
    ("Renewal",
     "A cancellation takes effect at the end of the billing cycle.",
     "cancel-takes-effect", "end-of-cycle"),
    ("Renewal",
     "Cancellation is effective at the end of your then-current term.",
     "cancel-takes-effect", "end-of-cycle"),
    ("Audit",
     "The audit takes place during normal business hours.",
     "audit-hours", "normal-business-hours"),
    ("Audit",
     "An inspection is held during regular business hours.",
     "audit-hours", "normal-business-hours"),
    ("Changes",
     "A modified version applies from the next renewal.",
     "changes-apply", "next-renewal"),
    ("Changes", "Changes are effective upon your next renewal.", "changes-apply", "next-renewal"),
    ("Changes", "Changes to these terms are effective immediately.", "changes-apply", "at-once"),
    ("Changes",
     "An upgrade is governed by the version of its own date.",
     "upgrade-version", "own-date"),
    ("Changes",
     "For a trial the new version applies once it is accepted.",
     "no-charge-changes-apply", "on-acceptance"),
    ("Notices", "Notices to us are effective when received.", "own-notice-given", "on-receipt"),
    ("Notices", "A notice is deemed given upon receipt.", "own-notice-given", "on-receipt"),
    ("License",
     "Each license allows one (1) production instance of the Software.",
     "instances-per-license", "1"),
    ("License",
     "Every license permits the installation of up to two copies.",
     "instances-per-license", "2"),
]  # fmt: skip


def proposed(title: str, sentence: str) -> list[facts.Proposal]:
    document = parse_text(f"1. Scope\n\nThese are terms.\n\n2. {title}\n\n{sentence}\n")
    return list(facts.find(document))


@pytest.mark.parametrize(("title", "sentence", "name", "value"), PERIODS + AMOUNTS + WORDS)
def test_a_sentence_states_a_value(title, sentence, name, value):
    found = proposed(title, sentence)
    assert (name, value) in [(each.name, each.value) for each in found]
    assert [each.clause for each in found] == ["2"] * len(found)
    if (title, sentence, name, value) not in WORDS:
        kinds = [each for each in found if each.value == value]
        assert [each.name for each in kinds] == [name]


SILENT = [
    ("Support", "Support is given 24 hours a day, 7 days a week."),
    ("Renewal", "These terms set no period of notice for a cancellation."),
    ("Audit", "Customer runs the program not more than twice in a year."),
    ("Definitions", "A Business Day is a day other than a Saturday."),
    ("Payment", "Payment is due as the invoice says."),
    ("Orders", "Section 10.2 and Section 7 apply to 12 users and 3 copies."),
    ("Children", "The service is not for people under 16 years old."),
    ("Changes", "A person often attends to one or more of these things."),
    ("Notices", "The address is 20 Main Street, Suite 300, building 7."),
    ("Scope", "These terms are in force since 1 January 2026."),
]


@pytest.mark.parametrize(("title", "sentence"), SILENT)
def test_nothing_is_proposed_where_no_value_stands(title, sentence):
    assert proposed(title, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "value", "said"),
    [
        ("A breach must be cured within thirty (60) days of notice.", "P30D", ("30", "60")),
        ("A breach must be cured within 10 (twelve) days of notice.", "P12D", ("12", "10")),
        ("Liability shall not exceed twenty dollars ($30).", "20.00 USD", ("20", "30")),
        ("Late payments bear interest of two percent (3%) per month.", "2", ("2", "3")),
        ("A breach must be cured within 10 to 20 days of notice.", "P20D", ("10 to 20 days",)),
    ],
)
def test_words_and_figures_that_disagree_are_said(sentence, value, said):
    (proposal,) = proposed("Termination", sentence)
    assert proposal.value == value
    assert proposal.certainty == "possible"
    assert all(word in proposal.words for word in said)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("on at least ten (10) days' notice", "at least 10 days"),
        ("on not less than ten days' notice", "at least 10 days"),
        ("on no fewer than ten days' notice", "at least 10 days"),
        ("with a notice of not more than ten days", "at most 10 days"),
        ("up to ten days", "at most 10 days"),
        ("within ten days", "within 10 days"),
        ("more than ten days", "more than 10 days"),
        ("less than ten days", "less than 10 days"),
        ("no later than ten business days", "no later than 10 business days"),
        ("one (1) year", "1 year"),
        ("two weeks", "2 weeks"),
    ],
)
def test_a_least_and_a_most_are_told_apart(sentence, words):
    (proposal,) = proposed("Miscellaneous", f"It happens {sentence}.")
    assert proposal.words == words


@pytest.mark.parametrize("row", [*PERIODS[:30], *AMOUNTS, *WORDS], ids=lambda row: row[1][:40])
def test_lines_that_are_cut_short_and_indented_state_the_same(row):
    title, sentence, name, value = row
    # A line that begins with "(1)" would be a clause: that number stays beside its word.
    whole = sentence.replace("one (1)", "one\u00a0(1)")
    lines = textwrap.wrap(whole, 24, break_long_words=False, break_on_hyphens=False)
    found = proposed(title, "\n      ".join(lines))
    assert (name, value) in [(each.name, each.value) for each in found]


def test_one_sentence_may_state_several_values():
    found = proposed(
        "Audit",
        "Vendor may audit once every twelve (12) months, on ten (10) business days' prior notice "
        "and during normal business hours.",
    )
    assert {(each.name, each.value, each.unit) for each in found} == {
        ("audit-notice", "P10D", "business-days"),
        ("audit-hours", "normal-business-hours", ""),
        ("period", "P12M", ""),
    }


def test_the_words_that_lead_into_a_list_count_for_its_items():
    document = parse_text(
        "8. Termination\n\nEither party may terminate for a breach that is not cured:\n\n"
        "(a) within thirty (30) days after notice; or\n\n(b) at once where it cannot be cured.\n"
    )
    (proposal,) = facts.find(document)
    assert (proposal.name, proposal.clause, proposal.value) == ("cure-period", "8(a)", "P30D")


def test_a_heading_alone_makes_a_value_no_more_than_possible():
    (proposal,) = proposed("Support", "The parties wait thirty days.")
    assert (proposal.name, proposal.certainty) == ("period", "possible")


def test_interest_and_availability_say_what_they_are():
    (interest,) = proposed("Payment", "Overdue amounts bear interest of 1 % per month.")
    (uptime,) = proposed("Service levels", "The uptime is 99.5%.")
    assert interest.words == "Interest: 1 %"
    assert uptime.words == "Availability: 99.5 %"
