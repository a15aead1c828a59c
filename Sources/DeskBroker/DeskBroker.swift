// DeskBroker
