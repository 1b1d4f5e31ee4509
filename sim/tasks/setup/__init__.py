"""Scenario files, versions and published findings: is everything in order?"""
