"""The words of the seeded thread of forty messages: who says it (True: the customer), and what."""

from __future__ import annotations

WITH_LIST = 4
"""Which message has the list of alarms."""

WORDS = (
    (True, "Alarms from Ulm, Linz and Gdansk reach the screens up to ten minutes late and then all"
           " at once. It began with the update of the collectors last week."),
    (False, "Thank you, I take this. Is it the screens in the plants that are late, or does the"
            " web page show the alarms late as well?"),
    (True, "Both, and by the same number of minutes as far as we can tell."),
    (False, "Then it happens before the alarms reach us. Could you send a list of a week, with the"
            " time each alarm was raised and the time it was shown?"),
    (True, "The list of week 46 is attached. Kassel is not in it because Kassel is not late."),
    (False, "That is a useful list. The delays grow from second to second and fall back to zero:"
            " something queues and is then emptied. What do the three plants have that Kassel does"
            " not?"),
    (True, "The three send through the new proxy in Ulm. Kassel has its own line."),
    (False, "Could one collector in Linz go round the proxy for a day, so that we can compare?"),
    (True, "The network people agree to tomorrow, from six in the morning."),
    (False, "Good. I look at what arrives here at the same time."),
    (True, "It runs past the proxy since six. The alarms of that one collector are on time."),
    (False, "I see the same here: two seconds at most. The other collectors in Linz are at four to"
            " nine minutes. So it is the way through the proxy."),
    (True, "The people who run the proxy say that nothing waits there. They see short connections"
           " that end after one request each."),
    (False, "That fits. Since the update a collector keeps one connection open and sends many"
            " alarms over it. Where a proxy ends it after each request, it waits before it opens"
            " the next one, and longer each time."),
    (True, "So the proxy should keep connections open?"),
    (False, "That would help at once. A collector should also not wait that long, so I have handed"
            " this to the developers as a fault of ours."),
    (True, "The proxy is to be changed on Thursday, in the weekly window."),
    (False, "Fine. Until then you can set “send.connections” to 4 on the collectors: the waits"
            " then fall on four connections and not on one."),
    (True, "Set on all collectors in Gdansk. The longest delay of the last hour is two minutes."),
    (False, "Better, and about what I expected. Please set it in Ulm and Linz as well."),
    (True, "Kim here, I stand in for Dana until the end of the month. It is set in Ulm and Linz"
           " since this morning."),
    (False, "Hello Kim. The delays of all three plants are under two and a half minutes now."),
    (True, "The night shift still does not rely on the screens. Is there anything that can be done"
           " before Thursday?"),
    (False, "You could send the alarms of the highest class by text message for these days; that"
            " does not go through the proxy. I can switch it on without charge until the end of"
            " the month."),
    (True, "Please do. The numbers of the three shift leaders are in the contact list already."),
    (False, "It is on. Each of them got a test message at half past one."),
    (True, "All three arrived. One of them came twice."),
    (False, "The one who got two is in the list twice, for Ulm and for Linz. If that is not"
            " wanted, remove one of the two entries."),
    (True, "Removed. The window of the proxy has been moved to Friday, I am sorry."),
    (False, "No harm done. The corrected collector is being tested here in the meantime; it opens"
            " the next connection at once when the other side ends one."),
    (True, "Will that be a release that we have to install by hand?"),
    (False, "No. Collectors update themselves when you allow it on their page; you can begin with"
            " one plant."),
    (True, "Then we begin with Gdansk, which is the smallest."),
    (False, "Gdansk is marked for the first round. I write here when it starts."),
    (True, "The proxy keeps connections open since this morning. Delays are at ten to twenty"
           " seconds now."),
    (False, "That is much better and still not right. What is left is the old waiting time in the"
            " collectors, and goes away with the new one."),
    (True, "Understood. When does the round in Gdansk start?"),
    (False, "Tonight at eleven, one collector after the other. Nobody has to be there."),
    (True, "The collectors in Gdansk have the new version. The alarms of the night came within"
           " three seconds."),
    (True, "May Ulm and Linz follow this week? Then we would also switch the text messages off"
           " again."),
)  # fmt: skip
