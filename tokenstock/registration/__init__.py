"""AirLink Complete: devices claimed and the bonus they earn."""
