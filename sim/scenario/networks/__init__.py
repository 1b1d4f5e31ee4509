"""What a scenario has to know of networks before anybody reads them."""
