"""Messages about a few things, each said in several ways."""

VPN = [
    "The VPN drops every few minutes when I work from home",
    "VPN connection keeps disconnecting since this morning",
    "Can't stay connected to the VPN, it drops all the time",
    "My VPN tunnel goes down after ten minutes",
    "Is the VPN unstable today? I get kicked out again and again",
    "VPN disconnects whenever I join a call",
    "I lose the VPN connection constantly from the train",
    "vpn drops again, third time today",
]
PRINTER = [
    "The printer on the second floor is jammed",
    "Printer says paper jam but there is no paper stuck",
    "Paper keeps jamming in the office printer",
    "Second floor printer won't print, shows a paper jam",
    "Can somebody fix the jammed printer near the kitchen?",
    "The big printer eats the paper every time I print double sided",
    "printer jam on floor 2 again",
]
PASSWORD = [
    "How do I reset my password?",
    "I forgot my password and need a new one",
    "Where can I change my account password?",
    "Password reset mail never arrives",
    "My password expired and I can't set a new one",
    "Need help resetting the password of my account",
]
INVOICE = [
    "Where do I find the invoice of last month?",
    "The invoice for March has the wrong amount",
    "Could you send me a copy of our last invoice?",
    "Our invoice shows the old billing address",
    "How can I download invoices as PDF?",
]
SUBJECTS = {"vpn": VPN, "printer": PRINTER, "password": PASSWORD, "invoice": INVOICE}
