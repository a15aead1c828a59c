// DeskWire
