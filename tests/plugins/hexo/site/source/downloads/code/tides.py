# tides
def height(hour):
    return 2.1 if hour % 12 < 6 else 0.4
# end
