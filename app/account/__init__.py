"""Account: who the customer is, who may act for it, and the profiles kept on this computer."""
